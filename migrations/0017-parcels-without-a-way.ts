import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Those few parcels that no line leads on are found without looking at all that are on their way. */
export class ParcelsWithoutAWay1605000000017 implements MigrationInterface {
  name = 'ParcelsWithoutAWay1605000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX promise_no_way ON promise (parcel_id) WHERE reason = 'NO_LINE'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX promise_no_way');
  }
}
