"""Validates manifests by the OpenAPI schemas of Kubernetes and of the CRDs that they use."""

import argparse
import sys
from pathlib import Path

import jsonschema
import kubernetes_validate
import yaml

KINDS = 10
VERSIONS = ["1.31", "1.34", "1.37"]

# PyYAML recognises the value `=` of YAML 1.1, but can't construct it.
yaml.SafeLoader.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crds", action="append", type=Path, default=[])
    parser.add_argument("manifests", nargs="+", type=Path)
    arguments = parser.parse_args()
    schemas = custom(arguments.crds)
    kinds: dict[str, int] = {}
    faults = []
    for path in arguments.manifests:
        for manifest in filter(None, yaml.safe_load_all(path.read_text())):
            kind = f"{manifest['apiVersion']}/{manifest['kind']}"
            kinds[kind] = kinds.get(kind, 0) + 1
            faults += [f"{path.name}: {kind}: {fault}" for fault in check(manifest, kind, schemas)]
    for fault in faults:
        print(f"helm: {fault}", file=sys.stderr)
    if len(kinds) < KINDS:
        faults.append("kinds")
        print(f"helm: only {sorted(kinds)} were found in the golden files", file=sys.stderr)
    versions = ", ".join(VERSIONS)
    print(f"helm: {sum(kinds.values())} manifests of {len(kinds)} kinds, Kubernetes {versions}")
    return 1 if faults else 0


def check(manifest: dict, kind: str, schemas: dict) -> list[str]:
    """Return all errors in a manifest."""
    if kind in schemas:
        validator = jsonschema.Draft7Validator(schemas[kind])
        return [error.message for error in validator.iter_errors(manifest)]
    if "." in kind.split("/")[0] and not kind.split("/")[0].endswith(".k8s.io"):
        return ["there is no CRD: --crds names the folders"]
    faults = []
    for version in VERSIONS:
        try:
            kubernetes_validate.validate(manifest, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            faults.append(f"{version}: {error.message}")
    return faults


def custom(folders: list[Path]) -> dict:
    """Return the schema of each version of each CRD, which rejects unknown members."""
    schemas = {}
    names = ("scaledobjects", "podmonitor", "prometheusrule")
    files = (file for folder in folders for file in sorted(folder.glob("*.yaml")))
    for file in (file for file in files if any(name in file.name for name in names)):
        for crd in filter(None, yaml.safe_load_all(file.read_text())):
            if crd.get("kind") != "CustomResourceDefinition":
                continue
            spec = crd["spec"]
            for version in spec["versions"]:
                kind = f"{spec['group']}/{version['name']}/{spec['names']['kind']}"
                schema = version["schema"]["openAPIV3Schema"]
                close(schema)
                schema["properties"]["metadata"] = {"type": "object"}
                schemas[kind] = schema
    return schemas


def close(schema: object) -> None:
    """Reject members that are not in the schema, and handle Kubernetes' own keywords."""
    if isinstance(schema, list):
        for each in schema:
            close(each)
    if not isinstance(schema, dict):
        return
    if schema.get("x-kubernetes-int-or-string"):
        schema.pop("pattern", None)
    if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        schema.setdefault("additionalProperties", False)
    for each in schema.values():
        close(each)


if __name__ == "__main__":
    sys.exit(main())
