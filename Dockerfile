# The packages, in a stage of their own: npm's cache and logs stay behind.
FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# better-sqlite3 brings its binary with it: no package needs an install script, nor a compiler.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-slim
ENV NODE_ENV=production \
    SITEPACK_DATA=/data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
# What is copied is named in .dockerignore.
COPY . .
# Made here, so that a volume mounted on it belongs to the user who runs.
RUN install -d -o node -g node /data
USER node
VOLUME /data
# The API listens on the loopback address until there are keys: run it with the host's network (docs/operations.md).
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SITEPACK_PORT || 8080}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/app/bin/sitepack"]
CMD ["up"]
