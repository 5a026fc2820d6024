{{- define "farcall.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "farcall.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "farcall.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "farcall.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "farcall.selectorLabels" -}}
app.kubernetes.io/name: {{ include "farcall.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "farcall.labels" -}}
{{ include "farcall.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "farcall.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "farcall.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "farcall.image" -}}
{{ printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) | quote }}
{{- end }}

{{- /* Labels of a pod beside the server, by what it is for. Selectors of the server
       must not find it, so its name and its instance are others. */ -}}
{{- define "farcall.besideLabels" -}}
app.kubernetes.io/name: {{ include "farcall.name" .root }}-{{ .for }}
app.kubernetes.io/instance: {{ .root.Release.Name }}-{{ .for }}
{{- end }}

{{- /* What every pod needs in order to be admitted, scheduled and started. */ -}}
{{- define "farcall.podSpec" -}}
serviceAccountName: {{ include "farcall.serviceAccountName" . }}
{{ include "farcall.podBasics" . }}
{{- end }}

{{- /* The same without the account. */ -}}
{{- define "farcall.podBasics" -}}
automountServiceAccountToken: false
# Kubernetes' own FARCALL_* variables for the Service are of no use here.
enableServiceLinks: false
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* The user that the image makes: not root. */ -}}
{{- define "farcall.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "farcall.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- /* A setting's value as farcalld reads it: Helm holds numbers as floats and
       would write large ones as 1e+06. */ -}}
{{- define "farcall.settingValue" -}}
{{- if kindIs "float64" . }}{{ int64 . | toString | quote }}{{ else }}{{ toString . | quote }}{{ end }}
{{- end }}

{{- /* MaxMind's updater: `hours` 0 fetches once and ends. */ -}}
{{- define "farcall.geoipupdate" -}}
{{- $updater := .root.Values.geoip.geoipupdate -}}
{{- $secret := required "geoip.source is geoipupdate: geoip.geoipupdate.secretName must name a Secret with account-id and license-key" $updater.secretName -}}
- name: {{ .name }}
  image: {{ required "geoip.source is geoipupdate: geoip.geoipupdate.image must name its image" $updater.image | quote }}
  env:
    - name: GEOIPUPDATE_ACCOUNT_ID
      valueFrom: {secretKeyRef: {name: {{ $secret }}, key: account-id}}
    - name: GEOIPUPDATE_LICENSE_KEY
      valueFrom: {secretKeyRef: {name: {{ $secret }}, key: license-key}}
    - name: GEOIPUPDATE_EDITION_IDS
      value: {{ $updater.editions | quote }}
    - name: GEOIPUPDATE_FREQUENCY
      value: {{ .hours | quote }}
    - name: GEOIPUPDATE_CONF_FILE
      value: /var/lib/geoipupdate/GeoIP.conf
  securityContext:
    {{- include "farcall.containerSecurityContext" . | nindent 4 }}
  resources:
    {{- toYaml $updater.resources | nindent 4 }}
  volumeMounts:
    - {name: geoip, mountPath: /usr/share/GeoIP}
    - {name: geoipupdate, mountPath: /var/lib/geoipupdate}
{{- end }}

{{- /* Envoy beside the server, with the configuration of templates/proxy.yaml. */ -}}
{{- define "farcall.proxy" -}}
- name: proxy
  image: {{ required "proxy.enabled is true: proxy.image must name an image of Envoy" .Values.proxy.image | quote }}
  command: [envoy]
  args: [--config-path, /etc/farcall/proxy/envoy.json, --disable-hot-restart, --log-level, warning, --concurrency, "2"]
  lifecycle:
    # Calls in flight end first.
    preStop:
      exec:
        command: [sleep, {{ .Values.proxy.stopDelaySeconds | quote }}]
  ports:
    - name: grpc
      containerPort: 50051
    - name: admin
      containerPort: 9465
  securityContext:
    {{- include "farcall.containerSecurityContext" . | nindent 4 }}
  resources:
    {{- toYaml .Values.proxy.resources | nindent 4 }}
  volumeMounts:
    - {name: proxy, mountPath: /etc/farcall/proxy, readOnly: true}
    {{- if .Values.tls.secretName }}
    - {name: tls, mountPath: /etc/farcall/tls, readOnly: true}
    {{- end }}
{{- end }}

{{- /* TLS of the API, ended by the proxy. What the files are replaced by is taken up. */ -}}
{{- define "farcall.proxyTls" -}}
name: envoy.transport_sockets.tls
typed_config:
  "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
  require_client_certificate: {{ eq .Values.tls.clientCertificates "required" }}
  common_tls_context:
    alpn_protocols: [h2]
    tls_certificate_sds_secret_configs:
      - name: server
        sds_config: {path_config_source: {path: /etc/farcall/proxy/tls.json}}
    {{- if eq .Values.tls.clientCertificates "required" }}
    validation_context_sds_secret_config:
      name: clients
      sds_config: {path_config_source: {path: /etc/farcall/proxy/clients.json}}
    {{- end }}
{{- end }}
