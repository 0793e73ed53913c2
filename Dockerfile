# The Slipway worker, and with other arguments the whole command line: `docker run --rm slipway:0.1.0 help`.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Without install scripts: ssh2 would try to compile an optional part, and falls back to Node's own cryptography.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY activities activities
COPY workflows workflows
COPY scripts/bundle-workflows.ts scripts/
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY assets assets
USER node
ENTRYPOINT ["node", "dist/src/cli/main.js"]
CMD ["worker"]
