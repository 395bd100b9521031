{{- define "courant.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end -}}
{{- end }}

{{- define "courant.labels" -}}
app.kubernetes.io/name: courant
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- /* Takes a dict of root and stage. */ -}}
{{- define "courant.selector" -}}
app.kubernetes.io/name: courant
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .stage }}
{{- end }}

{{- define "courant.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "courant.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- /* The connection of a user. Takes a dict of root, user and apiPrefix. */ -}}
{{- define "courant.nats" -}}
- { name: NATS_URL, value: {{ .root.Values.nats.url | quote }} }
- { name: NATS_JS_API_PREFIX, value: {{ .apiPrefix | quote }} }
{{- with .root.Values.nats.passwordSecret }}
- { name: NATS_USER, value: {{ $.user | quote }} }
- name: NATS_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ . }}, key: {{ $.user }} } }
{{- end }}
{{- if .root.Values.nats.caSecret }}
- { name: NATS_CA, value: /etc/courant/ca/ca.crt }
{{- end }}
{{- end }}

{{- /* The stream and consumer that a stage reads. Takes a dict of name and spec. */ -}}
{{- define "courant.input" -}}
{{- $streams := dict "ingestion" "ARTICLES_RAW" "language-detection" "ARTICLES_INGESTED" "metadata-extraction" "ARTICLES_LANGUAGE_DETECTED" "publishing" "ARTICLES_METADATA_EXTRACTED" -}}
{{- $input := .spec.input | default (get $streams .name) | required (printf "stages.%s.input is missing: set it to STREAM/DURABLE" .name) -}}
{{- if contains "/" $input }}{{ $input }}{{ else }}{{ $input }}/{{ .name }}{{ end -}}
{{- end }}

{{- /* The files of every container: courant.toml and the CA. */ -}}
{{- define "courant.mounts" -}}
{{- if or .Values.config .Values.nats.caSecret }}
volumeMounts:
  {{- if .Values.config }}
  - { name: config, mountPath: /etc/courant/config, readOnly: true }
  {{- end }}
  {{- if .Values.nats.caSecret }}
  - { name: ca, mountPath: /etc/courant/ca, readOnly: true }
  {{- end }}
{{- end }}
{{- end }}

{{- define "courant.volumes" -}}
{{- if or .Values.config .Values.nats.caSecret }}
volumes:
  {{- if .Values.config }}
  - name: config
    configMap: { name: {{ include "courant.name" . }}-config }
  {{- end }}
  {{- with .Values.nats.caSecret }}
  - name: ca
    secret: { secretName: {{ . }}, items: [{ key: ca.crt, path: ca.crt }] }
  {{- end }}
{{- end }}
{{- end }}
