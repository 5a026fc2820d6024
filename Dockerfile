# Farcall's server, ingest and command-line client on Debian 12, with databases of
# countries and autonomous systems: docker build -t farcall .
FROM debian:12-slim AS build
WORKDIR /src
# The packages first: they change less often than the source.
COPY scripts/setup.sh scripts/step.sh scripts/
RUN scripts/setup.sh build && rm -rf /var/lib/apt/lists/*
COPY . .
RUN make check && cd build/release/bin && strip farcalld farcall farcall-ingest

FROM debian:12-slim
ARG VERSION=unknown
LABEL org.opencontainers.image.title=farcall \
      org.opencontainers.image.description="Scores AWS API calls by how unusual their origin is" \
      org.opencontainers.image.licenses=Apache-2.0 \
      org.opencontainers.image.version=$VERSION
COPY scripts/setup.sh scripts/step.sh /setup/scripts/
RUN /setup/scripts/setup.sh runtime && rm -rf /setup /var/lib/apt/lists/* \
 && install -d -o 65532 -g 65532 /var/lib/farcall
COPY --from=build /src/build/release/bin/farcalld /src/build/release/bin/farcall \
     /src/build/release/bin/farcall-ingest /usr/local/bin/
COPY --from=build /src/build/geoip/country.mmdb /src/build/geoip/asn.mmdb /usr/share/farcall/
COPY LICENSE NOTICE /usr/share/doc/farcall/
# Fails here, not in a cluster, when a library of the list above is missing.
RUN farcalld --version && farcall --version && farcall-ingest --version

# Without a certificate (FARCALL_TLS_CERT_FILE, FARCALL_TLS_KEY_FILE) it wants
# FARCALL_ALLOW_PLAINTEXT_BEYOND_LOOPBACK=true to listen to other containers.
ENV FARCALL_LISTEN=0.0.0.0:50051 \
    FARCALL_ADMIN_LISTEN=0.0.0.0:9465 \
    FARCALL_METRICS_LISTEN=0.0.0.0:9464 \
    FARCALL_DATA_DIR=/var/lib/farcall \
    FARCALL_GEOIP_DB=/usr/share/farcall/country.mmdb \
    FARCALL_GEOIP_ASN_DB=/usr/share/farcall/asn.mmdb \
    FARCALL_INGEST_METRICS_LISTEN=0.0.0.0:9466
USER 65532:65532
VOLUME /var/lib/farcall
# The last two are of farcall-ingest: requests and metrics.
EXPOSE 50051 9464 9465 8080 9466
# The ingest: docker run --entrypoint farcall-ingest.
ENTRYPOINT ["farcalld"]
