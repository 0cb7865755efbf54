import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ENDED_STATES } from '#libs/custody';
import { CodedError } from '#libs/refusals';
import { contactIndex, contactKey, hasContact } from '../parcels/contacts.js';
import { openRecipient, type Recipient } from '../parcels/recipient.js';
import { Clock } from '../platform/clock.js';
import { check, checkText } from '../platform/input.js';
import { Secrets } from '../platform/secrets.js';
import { eraseRecipients } from './erasing.js';
import { type FoundParcel, MOST_PARCELS, parcelsByContact, recordsOf, unindexed } from './persons.queries.js';
import type { ErasedPerson } from './privacy.inputs.js';

const LONGEST_CONTACT = 254;
const FEWEST_DIGITS = 6;
const AT_ONCE = 500;

interface OwnParcel extends FoundParcel {
  recipient: Recipient;
}

/** What is held about one person, who is known by a contact alone. */
@Injectable()
export class PersonsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
  ) {}

  /**
   * All that is held about the person with this e-mail address or telephone number, as they may ask for it (GDPR, 15).
   *
   * @throws CodedError BAD_INPUT for what is neither; TOO_MANY_ITEMS.
   */
  async export(contact: string): Promise<object> {
    const parcels = await this.parcelsOf(this.dataSource.manager, contact);
    const records = await recordsOf(
      this.dataSource.manager,
      parcels.map(({ id }) => id),
    );
    return {
      exportedAt: this.clock.now().toISOString(),
      parcels: parcels.map(({ id, trackingNumber, recipient }) => ({ trackingNumber, recipient, ...records.get(id) })),
    };
  }

  /**
   * Erases the person wherever their parcels' lives have ended, as they may ask for it (GDPR, 17). What is under way is
   * told, and left: somebody has to hand it over.
   *
   * @throws CodedError BAD_INPUT; TOO_MANY_ITEMS.
   */
  erase(contact: string): Promise<ErasedPerson> {
    return this.dataSource.transaction(async (tx) => {
      const found = await this.parcelsOf(tx, contact);
      await tx.query('SELECT 1 FROM parcel WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [
        found.map(({ id }) => id),
      ]);
      // Read again behind the locks: one of them may just have been collected, or given back.
      const locked = await this.parcelsOf(tx, contact);
      const ended = locked.filter(({ state }) => ENDED_STATES.includes(state));
      const ids = new Set(
        await eraseRecipients(
          tx,
          ended.map(({ id }) => id),
          { at: this.clock.now(), why: 'REQUESTED' },
        ),
      );
      const numbers = (of: OwnParcel[]) => of.map(({ trackingNumber }) => trackingNumber);
      return {
        erased: numbers(locked.filter(({ id }) => ids.has(id))),
        underWay: numbers(locked.filter(({ id }) => !ids.has(id))),
      };
    });
  }

  /** Indexes recipients that were sealed before there was an index. @returns How many. */
  async indexAll(): Promise<number> {
    let count = 0;
    for (;;) {
      const indexed = await this.dataSource.transaction(async (tx) => {
        const waiting = await unindexed(tx, AT_ONCE);
        for (const row of waiting) {
          const recipient = openRecipient(this.secrets, row.id, row);
          const index = recipient === null ? [] : contactIndex(this.secrets, recipient);
          await tx.query('UPDATE recipient SET contact_index = $2 WHERE parcel_id = $1', [row.id, index]);
        }
        return waiting.length;
      });
      count += indexed;
      if (indexed < AT_ONCE) return count;
    }
  }

  private async parcelsOf(db: EntityManager, given: string): Promise<OwnParcel[]> {
    const contact = checkText(given, 'contact', { most: LONGEST_CONTACT });
    const isContact = contact.includes('@') || contact.replaceAll(/\D/g, '').length >= FEWEST_DIGITS;
    check(isContact, 'contact', 'Give an e-mail address, or a telephone number.');
    const found = await parcelsByContact(db, contactKey(this.secrets, contact));
    if (found.length > MOST_PARCELS)
      throw new CodedError('TOO_MANY_ITEMS', { most: MOST_PARCELS }, { field: 'contact' });
    return found.flatMap((parcel) => {
      const recipient = openRecipient(this.secrets, parcel.id, parcel);
      return recipient !== null && hasContact(recipient, contact) ? [{ ...parcel, recipient }] : [];
    });
  }
}
