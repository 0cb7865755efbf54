import { CodedError } from '#libs/refusals';
import { readConfig } from './platform/config.js';
import { startService } from './service.js';
import { startWorkers } from './workers.js';

try {
  const config = readConfig(process.env);
  const tell = (line: string) => console.log(line);
  const service = config.workers > 1 ? await startWorkers(config, tell) : await startService(config, { tell });
  console.log(`Relais listens on ${service.url}`);
  const stop = () => {
    service.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if ('broken' in service) void service.broken.then(() => process.exit(1));
} catch (error) {
  console.error(error instanceof CodedError ? `${error.code}: ${error.message}` : error);
  process.exit(1);
}
