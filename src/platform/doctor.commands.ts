import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Command, CommandIo } from './command.js';
import { CONFIG, type Config, readConfig } from './config.js';
import { rows } from './database/database.js';
import {
  checkDatabase,
  checkDisk,
  checkFolder,
  checkMemory,
  checkNode,
  checkPort,
  checkSecret,
  checkServer,
  type Finding,
  failure,
} from './doctor-checks.js';

const MARKS = { OK: 'ok  ', WARN: 'warn', FAIL: 'FAIL' } as const;
const ABOUT_WIDTH = 14;

/** Prints what was found, each with its remedy. @returns 1 when something keeps Relais from working, else 0. */
function tell(findings: Finding[], io: CommandIo): number {
  for (const { state, about, found, fix } of findings) {
    io.print(`${MARKS[state]}  ${about.padEnd(ABOUT_WIDTH)}${found}`);
    if (fix) io.print(`      ${''.padEnd(ABOUT_WIDTH)}→ ${fix}`);
  }
  return findings.some(({ state }) => state === 'FAIL') ? 1 : 0;
}

/** Inside the running service: what it has open is looked at as it is. */
async function examineService(app: INestApplicationContext, io: CommandIo): Promise<number> {
  const config = app.get<Config>(CONFIG);
  const dataSource = app.get(DataSource);
  const findings: Finding[] = [
    checkNode(),
    { state: 'OK', about: 'Service', found: `runs as process ${process.pid}` },
    ...(await checkDatabase((sql) => rows<Record<string, unknown>>(dataSource.manager, sql))),
    checkSecret(config),
    checkDisk(config.dataDir),
  ];
  return tell(findings, io);
}

/** With no service running: everything that a start would meet, without changing anything. */
async function examineMachine(environment: Record<string, string | undefined>, io: CommandIo): Promise<number> {
  let config: Config;
  try {
    config = readConfig(environment);
  } catch (error) {
    return tell([checkNode(), failure('Environment', error)], io);
  }
  const findings: Finding[] = [checkNode(), { state: 'OK', about: 'Environment', found: 'valid' }];
  if (config.databaseUrl === null) {
    findings.push(checkMemory(), ...(await checkFolder(config)), checkDisk(config.dataDir));
  } else {
    findings.push(...(await checkServer(config.databaseUrl)));
  }
  findings.push(checkSecret(config), await checkPort(config));
  return tell(findings, io);
}

export const doctorCommands: readonly Command[] = [
  {
    name: 'doctor',
    usage: '',
    summary: 'Says what is wrong with this installation, and what to do about it.',
    run: (app, _args, io) => examineService(app, io),
    runUnopened: (environment, _args, io) => examineMachine(environment, io),
  },
];
