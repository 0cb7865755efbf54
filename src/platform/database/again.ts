/** SQLSTATEs of a transaction that the server gave up for another one's sake: serialization failure, deadlock. */
const GIVEN_UP = new Set(['40001', '40P01']);

const MOST_TRIES = 3;

/** Runs a transaction, and runs it again where the server gave it up for another's: nothing of it was written then. */
export async function again<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction();
    } catch (error) {
      const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
      if (tries === MOST_TRIES || !GIVEN_UP.has(driverError?.code ?? code ?? '')) throw error;
    }
  }
}
