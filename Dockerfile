# Relais in one image: the service, and the command line as `node dist/src/cli.js`.

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY nest-cli.json tsconfig.json .swcrc ./
COPY libs ./libs
COPY migrations ./migrations
COPY seeds ./seeds
COPY src ./src
COPY tools/build-web.mjs tools/trim-outlines.mjs ./tools/
COPY web ./web
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production \
    PORT=3000 \
    RELAIS_HOST=0.0.0.0 \
    RELAIS_DATA_DIR=/data
WORKDIR /app
# The embedded database, if it is used, lives in a volume that belongs to the user who runs the service.
RUN mkdir /data && chown node:node /data && chmod 700 /data
COPY package.json LICENSE NOTICE ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/web/dist ./web/dist
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
