# Production dependencies and sources, which Node.js runs without a build. The file system can be read-only.

FROM node:24.21.0-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# No production dependency needs its install script; the native hash is a prebuilt package.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The mail catcher of docker-compose.yml: that of `npm start`, in the locked versions.
FROM node:24.21.0-slim AS mailbox
WORKDIR /app
COPY package.json package-lock.json ./
# Only maildev remains of the dependencies, so npm removes the rest from its copy of the lock file.
RUN node --eval "const { devDependencies: { maildev } } = require('./package.json'); require('node:fs').writeFileSync('package.json', JSON.stringify({ private: true, dependencies: { maildev } }))" \
  && npm install --ignore-scripts --no-audit --no-fund
USER node
EXPOSE 1025 1080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:1080/api/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "node_modules/maildev/dist/bin/maildev.js", "--ip", "0.0.0.0", "--smtp", "1025", "--web", "1080"]

FROM node:24.21.0-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000
WORKDIR /app
# Owned by root: the service cannot change its own code.
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json package-lock.json ./
COPY src ./src
COPY migrations ./migrations
COPY openapi ./openapi
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Without a shell or npm in between, so that signals reach the service. docs/performance.md explains the flags.
CMD ["node", "--import", "./src/app/preload.js", "--max-semi-space-size=4", "--initial-old-space-size=64", "--no-allocation-site-pretenuring", "--heap-growing-percent=70", "src/main.ts"]
