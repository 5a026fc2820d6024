{{- /* Refuses here what would not work, or lose something. */ -}}
{{- define "farcall.checkCluster" -}}
{{- $cluster := .Values.cluster -}}
{{- $kafka := $cluster.kafka -}}
{{- if not $kafka.bootstrapServers }}
{{- fail "cluster.enabled is true: cluster.kafka.bootstrapServers must name brokers, HOST:PORT" }}
{{- end }}
{{- if gt (int $cluster.copies) (int $cluster.replicas) }}
{{- fail (printf "cluster.copies is %d: at most cluster.replicas, which is %d" (int $cluster.copies) (int $cluster.replicas)) }}
{{- end }}
{{- if and $cluster.zones (ne (len $cluster.zones) (int $cluster.replicas)) }}
{{- fail (printf "cluster.zones has %d zones: one for each of cluster.replicas is needed, %d" (len $cluster.zones) (int $cluster.replicas)) }}
{{- end }}
{{- if .Values.proxy.enabled }}
{{- fail "cluster.enabled is true: proxy.enabled cannot be, for replicas reach each other on the port that it guards" }}
{{- end }}
{{- if not (has .Values.restore.backup (list "" "newest")) }}
{{- fail "cluster.enabled is true: restore.backup must be newest, for each shard has numbers of its own" }}
{{- end }}
{{- if and .Values.tls.secretName (eq .Values.tls.clientCertificates "none") }}
{{- fail "cluster.enabled is true and tls.secretName is set: tls.clientCertificates must be optional or required, for replicas show their certificates to each other" }}
{{- end }}
{{- if and (gt (int $cluster.replicas) 1) (not .Values.tls.secretName) (not $cluster.tokenSecretName) }}
{{- fail "cluster.enabled is true: replicas must know each other. Set tls.secretName with tls.clientCertificates, or cluster.tokenSecretName" }}
{{- end }}
{{- $strimzi := $kafka.strimzi -}}
{{- if $strimzi.enabled }}
{{- if not $strimzi.cluster }}
{{- fail "cluster.kafka.strimzi.enabled is true: cluster.kafka.strimzi.cluster must name the Kafka resource" }}
{{- end }}
{{- if ge (int $strimzi.minInsyncReplicas) (int $strimzi.replicationFactor) }}
{{- fail "cluster.kafka.strimzi.minInsyncReplicas must be less than replicationFactor: no broker could be away" }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The host of the replica with this number: its pod's own in DNS, ready or not. */ -}}
{{- define "farcall.clusterHost" -}}
{{- $name := include "farcall.fullname" .root -}}
{{- printf "%s-%d.%s-headless.%s.svc" $name .number $name .root.Release.Namespace }}
{{- end }}

{{- /* NAME=HOST:PORT of each replica: the name is that of its pod, the host what its certificate
       must name. The port is the pod's, not that of a Service. */ -}}
{{- define "farcall.clusterReplicas" -}}
{{- $name := include "farcall.fullname" . -}}
{{- $entries := list -}}
{{- range $i := until (int .Values.cluster.replicas) }}
{{- $zone := "" }}
{{- if $.Values.cluster.zones }}{{ $zone = printf "@%s" (index $.Values.cluster.zones $i) }}{{ end }}
{{- $entries = append $entries (printf "%s-%d=%s:50051%s" $name $i (include "farcall.clusterHost" (dict "root" $ "number" $i)) $zone) }}
{{- end }}
{{- join "," $entries }}
{{- end }}

{{- define "farcall.clusterEnv" -}}
{{- $cluster := .Values.cluster -}}
- name: FARCALL_CLUSTER_LOG
  value: kafka
- name: FARCALL_CLUSTER_BROKERS
  value: {{ $cluster.kafka.bootstrapServers | quote }}
- name: FARCALL_CLUSTER_TOPIC
  value: {{ $cluster.kafka.topic | quote }}
{{- if $cluster.kafka.configSecretName }}
- name: FARCALL_CLUSTER_KAFKA_CONFIG_FILE
  value: /etc/farcall/kafka/client.properties
{{- end }}
- name: FARCALL_CLUSTER_SHARDS
  value: {{ $cluster.shards | quote }}
- name: FARCALL_CLUSTER_REPLICA
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- name: FARCALL_CLUSTER_REPLICAS
  value: {{ include "farcall.clusterReplicas" . | quote }}
- name: FARCALL_CLUSTER_COPIES
  value: {{ $cluster.copies | quote }}
- name: FARCALL_CLUSTER_TAKEOVER_MS
  value: {{ $cluster.takeoverMilliseconds | quote }}
- name: FARCALL_CLUSTER_LOG_LIFE
  value: {{ $cluster.logLife | quote }}
{{- if $cluster.tokenSecretName }}
- name: FARCALL_CLUSTER_TOKEN_FILE
  value: /etc/farcall/cluster-token/token
{{- end }}
{{- end }}

{{- define "farcall.clusterMounts" -}}
{{- if .Values.cluster.kafka.configSecretName }}
- {name: kafka, mountPath: /etc/farcall/kafka, readOnly: true}
{{- end }}
{{- if .Values.cluster.tokenSecretName }}
- {name: cluster-token, mountPath: /etc/farcall/cluster-token, readOnly: true}
{{- end }}
{{- end }}

{{- define "farcall.clusterVolumes" -}}
{{- with .Values.cluster.kafka.configSecretName }}
- name: kafka
  secret: {secretName: {{ . }}}
{{- end }}
{{- with .Values.cluster.tokenSecretName }}
- name: cluster-token
  secret: {secretName: {{ . }}}
{{- end }}
{{- end }}

{{- /* Seconds that a replica may take to end: its drain, and then time to give up its shards and
       to save their stores. */ -}}
{{- define "farcall.clusterGraceSeconds" -}}
{{- $delay := 2 }}
{{- $drain := 30 }}
{{- if hasKey .Values.settings "readiness-delay-seconds" }}{{ $delay = index .Values.settings "readiness-delay-seconds" | int }}{{ end }}
{{- if hasKey .Values.settings "drain-seconds" }}{{ $drain = index .Values.settings "drain-seconds" | int }}{{ end }}
{{- max (int .Values.terminationGracePeriodSeconds) (add $delay $drain 25) }}
{{- end }}

{{- /* One pod a node, of nodes that take pods; and zones as even as can be. */ -}}
{{- define "farcall.clusterSpread" -}}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: DoNotSchedule
  nodeTaintsPolicy: Honor
  labelSelector:
    matchLabels:
      {{- include "farcall.selectorLabels" . | nindent 6 }}
- maxSkew: 1
  topologyKey: topology.kubernetes.io/zone
  whenUnsatisfiable: ScheduleAnyway
  nodeTaintsPolicy: Honor
  labelSelector:
    matchLabels:
      {{- include "farcall.selectorLabels" . | nindent 6 }}
{{- end }}

{{- /* Ports of the brokers as JSON, each once. */ -}}
{{- define "farcall.brokerPorts" -}}
{{- $ports := list -}}
{{- range .Values.cluster.kafka.ports }}{{ $ports = append $ports (int .) }}{{ end }}
{{- if not $ports }}
{{- range splitList "," .Values.cluster.kafka.bootstrapServers }}
{{- $ports = append $ports (regexFind "[0-9]+$" (trim .) | int) }}
{{- end }}
{{- end }}
{{- $ports | uniq | toJson }}
{{- end }}
