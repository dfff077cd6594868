# The command `deepspine`, for workers and the watcher; no browser, no viewer, nothing that listens but what is asked for.
# Build in the root of the repository: docker build -f docker/worker.Dockerfile -t deepspine-worker .
FROM node:20-bookworm-slim@sha256:2cf067cfed83d5ea958367df9f966191a942351a2df77d6f0193e162b5febfc0
WORKDIR /opt/deepspine
COPY package.json package-lock.json .npmrc ./
COPY extension/package.json extension/
COPY mode/package.json mode/
COPY cli/package.json cli/
RUN npm ci --omit=dev
COPY . .
# Makes the command's one file now: later the file system is read-only.
RUN node cli/bin.mjs --help
RUN install -d -o node -g node /var/log/deepspine
USER node
VOLUME /var/log/deepspine
ENTRYPOINT ["node", "/opt/deepspine/cli/bin.mjs"]
