{{- /* The values of an ingest as JSON: its own, and those of ingestDefaults where it says
       nothing. Of settings and serviceAccount each key is taken by itself. */ -}}
{{- define "farcall.ingest" -}}
{{- $given := default (dict) .given -}}
{{- $ingest := deepCopy .root.Values.ingestDefaults -}}
{{- $byKey := list "settings" "serviceAccount" -}}
{{- range $name, $value := $given }}
{{- if not (has $name $byKey) }}{{ $_ := set $ingest $name $value }}{{ end }}
{{- end }}
{{- range $group := $byKey }}
{{- range $name, $value := index $given $group }}{{ $_ := set (index $ingest $group) $name $value }}{{ end }}
{{- end }}
{{- include "farcall.checkIngest" (dict "root" .root "name" .name "ingest" $ingest) -}}
{{- toJson $ingest }}
{{- end }}

{{- /* Refuses here what the process would refuse at its start. */ -}}
{{- define "farcall.checkIngest" -}}
{{- $at := printf "ingests.%s" .name -}}
{{- $ingest := .ingest -}}
{{- $settings := $ingest.settings -}}
{{- $source := index $settings "source" | default "unset" -}}
{{- $letters := index $settings "dead-letters" | default "unset" -}}
{{- $bySource := dict "unset" list "http" list "sqs" (list "sqs-queue-url") "kafka" (list "kafka-brokers" "kafka-topics") -}}
{{- $byLetters := dict "unset" list "discard" list "file" (list "dead-letter-file") "sqs" (list "dead-letter-queue-url") "kafka" (list "kafka-brokers" "dead-letter-topic") -}}
{{- if eq $source "unset" }}
{{- fail (printf "%s.settings.source must be set: sqs, kafka or http" $at) }}
{{- end }}
{{- if eq $letters "unset" }}
{{- fail (printf "%s.settings.dead-letters must be set: file, kafka or sqs; or discard" $at) }}
{{- end }}
{{- range index $bySource $source }}
{{- $_ := required (printf "%s.settings.%s is required by source %s" $at . $source) (index $settings .) }}
{{- end }}
{{- range index $byLetters $letters }}
{{- $_ := required (printf "%s.settings.%s is required by dead-letters %s" $at . $letters) (index $settings .) }}
{{- end }}
{{- if and (eq $source "http") (not $ingest.allowPlaintext) }}
{{- fail (printf "%s.allowPlaintext is false: its Service takes records in plain HTTP. Say true where a mesh or an ingress encrypts" $at) }}
{{- end }}
{{- if and (index $settings "kafka-instance") (gt (int $ingest.replicas) 1) }}
{{- fail (printf "%s.settings.kafka-instance is the name of one member, but %s.replicas is more than 1" $at $at) }}
{{- end }}
{{- if and .root.Values.tls.secretName (eq .root.Values.tls.clientCertificates "required") (not $ingest.clientCertificateSecretName) }}
{{- fail (printf "tls.clientCertificates is required: %s.clientCertificateSecretName must name a Secret" $at) }}
{{- end }}
{{- if and $ingest.clientCertificateSecretName (not .root.Values.tls.secretName) }}
{{- fail (printf "%s.clientCertificateSecretName is of no use: tls.secretName is empty" $at) }}
{{- end }}
{{- if and .root.Values.identity.tokensSecretName (not $ingest.tokenSecretName) (not $ingest.clientCertificateSecretName) }}
{{- fail (printf "identity.tokensSecretName is set: %s.tokenSecretName must name a Secret with a token, or the server refuses its calls" $at) }}
{{- end }}
{{- $for := printf "-ingest-%s" .name }}
{{- range list (include "farcall.fullname" .root) (include "farcall.name" .root) .root.Release.Name }}
{{- if gt (add (len .) (len $for)) 63 }}
{{- fail (printf "%s: with %s before it its name has more than 63 letters; choose a shorter one" $at .) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "farcall.ingestName" -}}
{{ include "farcall.fullname" .root }}-ingest-{{ .name }}
{{- end }}

{{- define "farcall.ingestSelector" -}}
{{ include "farcall.besideLabels" (dict "root" .root "for" (printf "ingest-%s" .name)) }}
{{- end }}

{{- /* What all ingests of a release have in common, and other pods have not. */ -}}
{{- define "farcall.ingestsSelector" -}}
app.kubernetes.io/part-of: {{ include "farcall.fullname" . }}
app.kubernetes.io/component: ingest
{{- end }}

{{- define "farcall.ingestLabels" -}}
{{ include "farcall.ingestSelector" . }}
{{ include "farcall.ingestsSelector" .root }}
farcall-ingest: {{ .name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "farcall.ingestServiceAccountName" -}}
{{- if .ingest.serviceAccount.create }}
{{- default (include "farcall.ingestName" .) .ingest.serviceAccount.name }}
{{- else }}
{{- default "default" .ingest.serviceAccount.name }}
{{- end }}
{{- end }}

{{- /* Seconds after SIGTERM: for requests that were sent before the Service forgot the pod,
       for deliveries to end, and to leave. */ -}}
{{- define "farcall.ingestLeaveSeconds" -}}5{{- end }}
{{- define "farcall.ingestGraceSeconds" -}}
{{- $drain := 25 -}}
{{- if hasKey .ingest.settings "drain-seconds" }}{{ $drain = int (index .ingest.settings "drain-seconds") }}{{ end -}}
{{ add $drain (include "farcall.ingestLeaveSeconds" . | int) 15 }}
{{- end }}
