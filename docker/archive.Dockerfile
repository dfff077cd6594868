# Debian's Orthanc with its DICOMweb plugin.
FROM debian:bookworm-slim@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171
RUN apt-get update \
 && apt-get install -y --no-install-recommends orthanc orthanc-dicomweb \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o orthanc -g orthanc /var/lib/deepspine
COPY docker/orthanc.json /etc/deepspine/orthanc.json
# The account that the package makes; it owns nothing but the archive.
USER orthanc
VOLUME /var/lib/deepspine
EXPOSE 8042
CMD ["Orthanc", "/etc/deepspine/orthanc.json"]
