import { isDeepStrictEqual } from 'node:util';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import type { OperationError } from '@mctl/plugin-platform-common';
import type {
  GitOpsRepository,
  OperationCommitRequest,
} from '@mctl/plugin-gitops-node';
import {
  makePlan,
  type OperationDefinition,
  type PlanWithChanges,
} from '@mctl/plugin-platform-node';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { LostFenceError } from '../ledger/LostFenceError';
import type { LedgerEntry } from '../ledger/rows';
import { crashPoint } from './crashPoint';
import { DraftRepository } from './DraftRepository';
import { historyRewritten, planChanged, shortCommit } from './operationErrors';

/** What became of an operation's commit, and the entry as it is then. */
export type CommitOutcome =
  | { outcome: 'committed'; entry: LedgerEntry; commit: string }
  /** There is nothing to change any more. */
  | { outcome: 'unchanged'; entry: LedgerEntry }
  | { outcome: 'failed'; entry: LedgerEntry; error: OperationError }
  /** Main moved again and again; others should have their turn. */
  | { outcome: 'outrun'; entry: LedgerEntry };

/** What the committer works with. */
export interface GroupCommitterOptions {
  ledger: Pick<DatabaseLedger, 'update' | 'renew'>;
  repository: GitOpsRepository;
  domain: string;
  /** Milliseconds a claim holds. */
  lease: number;
}

/** How often main may move under a group before others get their turn. */
const RACES_IN_A_ROW = 5;
/** Far below what fits into a lease. */
const LARGEST_GROUP = 50;

/** An operation that waits for its commit. */
interface Member {
  entry: LedgerEntry;
  readonly definition: OperationDefinition;
  /** Whether its outcome has been told; only the first one counts. */
  settled: boolean;
  resolve(outcome: CommitOutcome): void;
  reject(error: Error): void;
}

/** A member with the commit that is planned for it. */
interface PlannedMember {
  member: Member;
  plan: PlanWithChanges;
}

/** A member that ends without a commit if the others get theirs. */
interface Verdict {
  member: Member;
  settle(): void;
}

/** Whether a group got anywhere. */
interface Attempt {
  /** Who has to be planned again. */
  rest: Member[];
  lostRace: boolean;
}

/**
 * Makes the commits of operations that wait at the same moment: plans each on
 * the result of the one before it, makes one commit an operation and moves main
 * once for all of them.
 */
export class GroupCommitter {
  readonly #options: GroupCommitterOptions;
  readonly #waiting: Member[] = [];
  #running = false;

  static create(options: GroupCommitterOptions): GroupCommitter {
    return new GroupCommitter(options);
  }

  private constructor(options: GroupCommitterOptions) {
    this.#options = options;
  }

  /**
   * Makes the one commit of a claimed operation, or finds that it has been made.
   *
   * @throws LostFenceError when another worker has taken it over, and whatever
   * keeps this operation from being planned or committed
   */
  commit(
    entry: LedgerEntry,
    definition: OperationDefinition,
  ): Promise<CommitOutcome> {
    return new Promise((resolve, reject) => {
      const member: Member = {
        entry,
        definition,
        settled: false,
        resolve: outcome => {
          member.settled = true;
          resolve(outcome);
        },
        reject: error => {
          member.settled = true;
          reject(error);
        },
      };
      this.#waiting.push(member);
      if (!this.#running) {
        this.#running = true;
        this.#drain();
      }
    });
  }

  /** Who comes while a group is on its way waits and makes up the next one. */
  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, LARGEST_GROUP);
      await this.#commitGroup(group);
    }
    this.#running = false;
  }

  async #commitGroup(group: Member[]): Promise<void> {
    let members = group;
    let races = 0;
    while (members.length > 0 && races < RACES_IN_A_ROW) {
      try {
        const { rest, lostRace } = await this.#attempt(members);
        members = rest;
        races += Number(lostRace);
      } catch (error) {
        const unsettled = members.filter(({ settled }) => !settled);
        await this.#split(unsettled, toError(error));
        return;
      }
    }
    members.forEach(({ entry, resolve }) =>
      resolve({ outcome: 'outrun', entry }),
    );
  }

  /** One that cannot be committed must not keep the others from it. */
  async #split(members: Member[], error: Error): Promise<void> {
    if (members.length === 1 || error instanceof ServiceUnavailableError) {
      members.forEach(({ reject }) => reject(error));
      return;
    }
    for (const member of members) {
      await this.#commitGroup([member]);
    }
  }

  async #attempt(group: readonly Member[]): Promise<Attempt> {
    const members = await this.#withoutCommit(group);
    const { base, planned, verdicts } = await this.#planAll(members);
    if (planned.length === 0) {
      return { rest: [], lostRace: false };
    }
    const rest = [...planned, ...verdicts].map(({ member }) => member);
    const lost = await this.#renewAll(planned);
    if (lost.size > 0) {
      return {
        rest: rest.filter(member => !lost.has(member)),
        lostRace: false,
      };
    }

    crashPoint('before-commit');
    const result = await this.#options.repository.commitGroup({
      base,
      commits: planned.map(toRequest),
    });
    crashPoint('after-commit');

    if (result.outcome === 'committed') {
      for (const { member } of planned) {
        const commit = String(result.commits.get(member.entry.operation.id));
        member.resolve({ outcome: 'committed', entry: member.entry, commit });
      }
      verdicts.forEach(({ settle }) => settle());
      return { rest: [], lostRace: false };
    }
    if (result.outcome === 'refused') {
      const refused = rest.find(
        ({ entry }) => entry.operation.id === result.operationId,
      );
      refused?.reject(result.error);
      return {
        rest: rest.filter(member => member !== refused),
        lostRace: false,
      };
    }
    return { rest: await this.#noteRace(rest, result.head), lostRace: true };
  }

  /** Settles who has a commit already and returns the others. */
  async #withoutCommit(members: readonly Member[]): Promise<Member[]> {
    const others: Member[] = [];
    for (const member of members) {
      const { entry } = member;
      const existing = await this.#options.repository.findOperation(
        entry.operation.id,
      );
      if (existing.found === true) {
        const { commit } = existing;
        member.resolve({ outcome: 'committed', entry, commit });
      } else if (existing.found === 'history-rewritten') {
        const error = historyRewritten(existing.commit);
        member.resolve({ outcome: 'failed', entry, error });
      } else {
        others.push(member);
      }
    }
    return others;
  }

  /**
   * Plans each member on what the ones before it will have made of the
   * repository. What is found on main itself is settled at once; what may be due
   * to a change that is not committed yet has to wait for that.
   */
  async #planAll(members: readonly Member[]): Promise<{
    base: string;
    planned: PlannedMember[];
    verdicts: Verdict[];
  }> {
    const { repository } = this.#options;
    const snapshot = await repository.refresh();
    const draft = DraftRepository.create(repository, snapshot);
    const planned: PlannedMember[] = [];
    const verdicts: Verdict[] = [];
    for (const member of members) {
      const { plan, settle } = await this.#plan(member, draft);
      if (plan) {
        draft.apply(plan.changes);
        planned.push({ member, plan });
      } else if (planned.length > 0) {
        verdicts.push({ member, settle });
      } else {
        settle();
      }
    }
    return { base: snapshot.commit, planned, verdicts };
  }

  /** The plan that is to be committed, or how the member ends without. */
  async #plan(
    member: Member,
    draft: DraftRepository,
  ): Promise<
    | { plan: PlanWithChanges; settle?: undefined }
    | { plan?: undefined; settle: () => void }
  > {
    const { ledger, domain } = this.#options;
    const { entry, definition } = member;
    try {
      const made = await makePlan({
        definition,
        input: entry.operation.input,
        resolved: entry.resolved,
        snapshot: draft.snapshot,
        repository: draft,
        domain,
      });
      const { plan, changes, planned } = made;
      const isAnother = plan.hash !== entry.plan.hash;
      if (isAnother && entry.planBound) {
        const error = planChanged(plan.baseCommit);
        return {
          settle: () => member.resolve({ outcome: 'failed', entry, error }),
        };
      }
      const result = planned.result ?? {};
      if (isAnother || !isDeepStrictEqual(entry.plannedResult, result)) {
        member.entry = await ledger.update(entry, {
          plannedResult: result,
          ...(isAnother && {
            plan,
            log: [
              `Planned anew on ${shortCommit(plan.baseCommit)}: the repository has moved`,
            ],
          }),
        });
      }
      if (changes.length === 0) {
        return {
          settle: () =>
            member.resolve({ outcome: 'unchanged', entry: member.entry }),
        };
      }
      return { plan: made };
    } catch (error) {
      return { settle: () => member.reject(toError(error)) };
    }
  }

  /** Ends those whose fence is lost: they must write nothing any more. */
  async #renewAll(planned: readonly PlannedMember[]): Promise<Set<Member>> {
    const { ledger, lease } = this.#options;
    const lost = new Set<Member>();
    for (const { member } of planned) {
      if (!(await ledger.renew(member.entry, lease))) {
        member.reject(new LostFenceError(member.entry.operation.id));
        lost.add(member);
      }
    }
    return lost;
  }

  /** Notes that main moved, and returns who still has its claim. */
  async #noteRace(members: readonly Member[], head: string): Promise<Member[]> {
    const rest: Member[] = [];
    for (const member of members) {
      try {
        member.entry = await this.#options.ledger.update(member.entry, {
          conflicts: member.entry.conflicts + 1,
          log: [`Main moved to ${shortCommit(head)} meanwhile; planning again`],
        });
        rest.push(member);
      } catch (error) {
        member.reject(toError(error));
      }
    }
    return rest;
  }
}

function toRequest({ member, plan }: PlannedMember): OperationCommitRequest {
  const { id, input, actor } = member.entry.operation;
  return {
    operationId: id,
    changes: plan.changes,
    writes: member.definition.writes(input),
    title: plan.planned.title,
    trailers: { Actor: actor.user, Via: actor.via },
  };
}
