import 'reflect-metadata';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { CodedError } from '#libs/refusals';
import { TokensService } from './access/tokens.service.js';
import { AppModule } from './app.module.js';
import { commands } from './commands.js';
import { prepareFirstMinute } from './demo/first-start.js';
import { Changes } from './platform/changes.js';
import type { Clock } from './platform/clock.js';
import type { Config } from './platform/config.js';
import { serveCommands } from './platform/control-socket.js';
import { type Database, openDatabase } from './platform/database/database.js';
import { Documents } from './platform/graphql/documents.js';
import { FrontDoor } from './platform/graphql/front-door.js';
import { KnownDocuments } from './platform/graphql/known-documents.js';
import { Arrivals } from './platform/http/arrivals.js';
import { balanceConnections } from './platform/http/balance.js';
import { EdgeFilter, guardEdge } from './platform/http/edge.js';
import { Metrics } from './platform/http/metrics.js';
import { SharedCounts } from './platform/http/shared-counts.js';
import { Jobs } from './platform/jobs.js';
import { createLog, type Logger, nestLog } from './platform/log.js';
import { LOG } from './platform/platform.module.js';
import type { Thread } from './platform/workers.js';

export interface Service {
  app: NestExpressApplication;
  database: Database;
  /** Where it listens, without a slash at its end. */
  url: string;
  /** Lets what is under way finish, then closes everything. */
  stop(): Promise<void>;
}

interface Replacements {
  database?: Database;
  clock?: Clock;
  /** Where a first start tells what it does, and its tokens; nobody hears it unless this is given. */
  tell?: (line: string) => void;
  /** Whether anything is done without being asked for; stories ask for it themselves. */
  jobs?: boolean;
}

/**
 * Opens the database, builds the application and listens, all in this thread.
 *
 * @throws CodedError naming what is wrong with the configuration, the data folder, the database or the port.
 */
export async function startService(config: Config, replacements: Replacements = {}): Promise<Service> {
  const database = replacements.database ?? (await openDatabase(config));
  let app: NestExpressApplication | null = null;
  try {
    app = await buildApp(config, database, replacements.clock);
    listDocuments(app, config);
    await app.get(Changes).start();
    const url = await listen(app, config);
    await prepareFirstMinute(app, url, replacements.tell ?? (() => {}));
    if (replacements.jobs ?? true) await app.get(Jobs).start();
    const socket = database.kind === 'EMBEDDED' ? await serveCommands(app, config.dataDir, commands) : null;
    const running = app;
    return { app, database, url, stop: () => stop(running, database, socket) };
  } catch (error) {
    await app?.get(Changes).stop();
    await app?.get(Jobs).stop();
    await database.close();
    throw error;
  }
}

/** The application without a port, which is all that the command line needs. */
export async function buildApp(
  config: Config,
  database: Database,
  clock?: Clock,
  thread: Thread | null = null,
): Promise<NestExpressApplication> {
  const worker = thread?.kind === 'WORKER' ? thread : null;
  const log = createLog(config.logLevel, worker?.number);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with({ config, database, log, clock, thread }),
    {
      logger: nestLog(log),
      bodyParser: false,
      abortOnError: false,
    },
  );
  const tokens = app.get(TokensService);
  const counts = worker && new SharedCounts(worker.shared.rates);
  const arrivals = new Arrivals(config, (bearer, origin) => tokens.identify(bearer, origin), log, counts);
  const express = app.getHttpAdapter().getInstance();
  const documents = app.get(Documents);
  guardEdge(express, config, arrivals, documents);
  app.useGlobalFilters(new EdgeFilter(log));
  await app.init();
  FrontDoor.open(app.getHttpServer(), express, {
    arrivals,
    documents,
    known: app.get(KnownDocuments),
    metrics: app.get(Metrics),
  });
  if (worker !== null) balanceConnections(app.getHttpServer(), worker);
  return app;
}

/** @throws CodedError CONFIG_INVALID */
export function listDocuments(app: NestExpressApplication, config: Config): void {
  if (config.documentsFile === null) return;
  const documents = app.get(Documents);
  documents.restrictTo(config.documentsFile);
  documents.learn(app.get(KnownDocuments), app.get(GraphQLSchemaHost).schema, config, app.get<Logger>(LOG));
}

/**
 * @param socket - The descriptor of a socket on which another thread listens; null for one of its own.
 * @throws CodedError PORT_IN_USE
 */
export async function listen(
  app: NestExpressApplication,
  config: Config,
  socket: number | null = null,
): Promise<string> {
  const server = app.getHttpServer() as Server;
  server.headersTimeout = 20_000;
  server.requestTimeout = 300_000;
  // Longer than the idle time of common proxies, which otherwise reuse a connection that is just being closed.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, config.port)));
    if (socket === null) server.listen(config.port, config.host, resolve);
    else server.listen({ fd: socket }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return `http://${config.host === '127.0.0.1' || config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`;
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error;
  const why = error.code === 'EACCES' ? 'may not be used by this user' : 'is in use by another program';
  return new CodedError(
    'PORT_IN_USE',
    { port },
    { message: `Port ${port} ${why}. Stop that program, or set PORT to another port.` },
  );
}

async function stop(
  app: NestExpressApplication,
  database: Database,
  socket: { close(): Promise<void> } | null,
): Promise<void> {
  await socket?.close();
  await app.close();
  await database.close();
}
