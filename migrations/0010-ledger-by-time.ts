import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The entries of all parcels in the order of recording, so that an export reads them page by page. */
export class LedgerByTime1605000000010 implements MigrationInterface {
  name = 'LedgerByTime1605000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX ledger_entry_recorded ON ledger_entry (recorded_at, parcel_id, sequence)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ledger_entry_recorded');
  }
}
