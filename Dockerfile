# syntax=docker/dockerfile:1
# Builds the production image of Agnes. The host's code runs as it is; only the command line for laptops is packed.

ARG NODE_VERSION=26.10.0

FROM node:${NODE_VERSION}-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc LICENSE ./
COPY sdk sdk
COPY cli cli
COPY marketplace marketplace
COPY metrics metrics
COPY plugins plugins
# Development dependencies (test runner, linter, the npm package that brings Node to laptops) stay out.
RUN npm ci --omit=dev --ignore-scripts

FROM dependencies AS packed
RUN npm ci --ignore-scripts && npm run pack

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data \
    AGNES_CONFIG=/app/config/instance.yaml \
    UV_THREADPOOL_SIZE=32
# Packages and marketplaces are mirrored with git.
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 999 agnes \
 && useradd --uid 999 --gid agnes --no-create-home --shell /usr/sbin/nologin agnes \
 && install -d -o agnes -g agnes -m 0700 /data
WORKDIR /app
COPY --from=dependencies /app ./
COPY --from=packed /app/dist dist
COPY config config
COPY host host
COPY templates templates
RUN ln -s /app/cli/agnes.js /usr/local/bin/agnes && ln -s /app/cli/agnes.js /usr/local/bin/da
USER agnes
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "host/app/main.js", "serve"]
