# The packages, in a stage of their own: npm's cache and logs stay behind.
FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# better-sqlite3 brings its binary with it: no package needs an install script, nor a compiler.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-slim
# Every worker answers at one port, with the API or without: one health check does for all.
ENV NODE_ENV=production \
    SITEPACK_DATA=/data \
    SITEPACK_PORT=8080 \
    SITEPACK_STATUS_PORT=8080
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
# What is copied is named in .dockerignore.
COPY . .
# Made here, so that a volume mounted on it belongs to the user who runs.
RUN install -d -o node -g node /data
USER node
VOLUME /data
EXPOSE 8080
# It listens on the loopback address of the container until SITEPACK_HOST and SITEPACK_KEY are set.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["/app/bin/healthy"]
ENTRYPOINT ["/app/bin/sitepack"]
CMD ["up"]
