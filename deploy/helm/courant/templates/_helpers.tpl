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

{{- /* Where spans go. */ -}}
{{- define "courant.traces" -}}
{{- if .Values.otlp.endpoint -}}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ .Values.otlp.endpoint | quote }} }
- name: K8S_POD
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- { name: OTEL_RESOURCE_ATTRIBUTES, value: "k8s.namespace.name={{ .Release.Namespace }},k8s.pod.name=$(K8S_POD)" }
{{- else -}}
- { name: OTEL_SDK_DISABLED, value: "true" }
{{- end }}
{{- end }}

{{- /* What the pods of deliveries and the console have in common. */ -}}
{{- define "courant.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "courant.podSecurity" . | nindent 2 }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* The image of the command line, which has all services. */ -}}
{{- define "courant.cli" -}}
{{ .Values.image.registry }}/cli:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- /* Where users outside the account of the streams find JetStream. */ -}}
{{- define "courant.userPrefix" -}}
{{ if .Values.nats.passwordSecret }}COURANT.API{{ else }}{{ .Values.nats.apiPrefix }}{{ end }}
{{- end }}
