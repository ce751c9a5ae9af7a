# One image for every service of the mesh; the command chooses the program. Runs as non-root; works with a read-only root when /var/lib/atelier is a volume.
FROM node:24-bookworm-slim AS build
WORKDIR /atelier
COPY package.json package-lock.json .npmrc nx.json tsconfig.base.json tsconfig.json .swcrc ./
COPY libs ./libs
COPY apps ./apps
COPY tools ./tools
ENV ONNXRUNTIME_NODE_INSTALL=skip SCARF_ANALYTICS=false NX_DAEMON=false
RUN npm ci --no-progress && npx nx run-many -t build && npm prune --omit=dev && find libs apps -path '*/src' -prune -exec rm -rf {} +

FROM node:24-bookworm-slim
WORKDIR /atelier
ENV NODE_ENV=production NODE_COMPILE_CACHE=/tmp/node-compile-cache
COPY --from=build --chown=root:root /atelier/package.json ./
COPY --from=build --chown=root:root /atelier/node_modules ./node_modules
COPY --from=build --chown=root:root /atelier/libs ./libs
COPY --from=build --chown=root:root /atelier/apps ./apps
RUN mkdir -p /var/lib/atelier && chown node:node /var/lib/atelier
USER node
VOLUME /var/lib/atelier
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node"]
CMD ["apps/gateway/dist/main.js"]
