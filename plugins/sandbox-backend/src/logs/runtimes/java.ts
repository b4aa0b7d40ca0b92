import type { Problem } from '../../faults/FaultOutcome';
import { unknownProblem } from './node';
import type { Runtime, Trace } from './Runtime';

/** Spring Boot, with Logback's pattern or its logstash encoder. */
export const javaRuntime: Runtime = {
  trace,
  plain: ({ time, level, message }, error) => [
    `${new Date(time).toISOString()} ${level.padStart(5)} 1 --- [nio-8080-exec-1] ai.mctl.service.Application              : ${message}`,
    ...(error ? [error.message, ...error.stack] : []),
  ],
  json: ({ time, level, message, fields }, error) =>
    JSON.stringify({
      '@timestamp': new Date(time).toISOString(),
      level,
      logger_name: 'ai.mctl.service.Application',
      ...fields,
      message,
      ...(error && {
        stack_trace: [error.message, ...error.stack].join('\n'),
      }),
    }),
  fatal: 'Application run failed',
  jsonByDefault: false,
};

function trace(problem: Problem): Trace {
  switch (problem.kind) {
    case 'module-missing':
      return {
        message:
          'java.lang.NoClassDefFoundError: ai/mctl/service/config/ProductionConfig',
        stack: [
          '\tat ai.mctl.service.Application.main(Application.java:14)',
          'Caused by: java.lang.ClassNotFoundException: ai.mctl.service.config.ProductionConfig',
          '\tat java.base/jdk.internal.loader.BuiltinClassLoader.loadClass(BuiltinClassLoader.java:641)',
          '\t... 1 more',
        ],
      };
    case 'connection-refused':
      return {
        message: `org.postgresql.util.PSQLException: Connection to ${problem.host}:${problem.port} refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.`,
        stack: [
          '\tat org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(ConnectionFactoryImpl.java:352)',
          '\tat com.zaxxer.hikari.pool.PoolBase.newConnection(PoolBase.java:360)',
          `Caused by: java.net.ConnectException: Connection refused: ${problem.host}/${problem.ip}:${problem.port}`,
          '\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)',
          '\t... 2 more',
        ],
      };
    case 'no-space':
      return {
        message: `java.io.IOException: No space left on device: ${problem.path}`,
        stack: [
          '\tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)',
          '\tat java.base/java.nio.file.Files.write(Files.java:3490)',
        ],
      };
    case 'login-failed':
      return {
        message: `org.postgresql.util.PSQLException: FATAL: password authentication failed for user "${problem.user}"`,
        stack: [
          '\tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:698)',
          '\tat com.zaxxer.hikari.pool.PoolBase.newConnection(PoolBase.java:360)',
        ],
      };
    case 'migration-failed':
      return {
        message:
          'org.flywaydb.core.internal.command.DbMigrate$FlywayMigrateException: Migration V7__orders.sql failed',
        stack: [
          'SQL State  : 42P07',
          'Message    : ERROR: relation "orders" already exists',
          '\tat org.flywaydb.core.internal.command.DbMigrate.doMigrateGroup(DbMigrate.java:391)',
        ],
      };
    case 'heap-grows':
      return {
        message: 'GC overhead: old generation 97 % full after full collection',
        stack: [],
      };
    case 'slow':
      return {
        message:
          'HikariPool-1 - Thread starvation or clock leap detected (housekeeper delta=32s412ms).',
        stack: [],
      };
    default:
      return unknownProblem(problem);
  }
}
