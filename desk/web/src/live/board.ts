/**
 * The live board on this side: a signal for each key, so that one changed card repaints one card.
 *
 * Takes the server's messages in order. A delta that does not follow the last one, or that
 * belongs to no snapshot, is refused as a gap and changes nothing: the caller starts anew.
 */
import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type {
  CallCard,
  Card,
  Moment,
  OperatorCard,
  QueueCard,
  ServiceCard,
  StandingCard,
  TodayCard,
} from "../api/words";

export type Message =
  | { type: "snapshot"; epoch: string; seq: number; at: Moment; cards: Record<string, Card> }
  | { type: "resumed"; epoch: string; seq: number; at: Moment }
  | { type: "delta"; seq: number; at: Moment; set: Record<string, Card>; drop: string[] }
  | { type: "ping"; at: Moment };

export type Taken = "taken" | "gap";

/** Where a reconnection may go on. */
export interface Place {
  epoch: string;
  seq: number;
}

export class Board {
  private readonly cards = new Map<string, Signal<Card | undefined>>();
  private readonly keys = signal<readonly string[]>([]);
  private place: Place | null = null;

  readonly calls = this.group<CallCard>("calls/");
  readonly operators = this.group<OperatorCard>("operators/");
  readonly queues = this.group<QueueCard>("queues/");
  readonly filled = signal(false);

  /** The epoch and number reached, or nothing before a snapshot and after a gap. */
  get reached(): Place | null {
    return this.place;
  }

  take(message: Message): Taken {
    switch (message.type) {
      case "snapshot":
        this.replace(message.cards);
        this.place = { epoch: message.epoch, seq: message.seq };
        return "taken";
      case "resumed":
        return this.place?.epoch === message.epoch ? "taken" : this.lose();
      case "delta":
        if (this.place === null || message.seq !== this.place.seq + 1) return this.lose();
        this.change(message.set, message.drop);
        this.place = { ...this.place, seq: message.seq };
        return "taken";
      case "ping":
        return "taken";
    }
  }

  /** Forget everything: another person signs in. */
  clear(): void {
    this.replace({});
    this.filled.value = false;
    this.place = null;
  }

  service(): ServiceCard | undefined {
    return this.cell("service").value as ServiceCard | undefined;
  }

  standing(): StandingCard | undefined {
    return this.cell("standing").value as StandingCard | undefined;
  }

  today(): TodayCard | undefined {
    return this.cell("today").value as TodayCard | undefined;
  }

  operator(name: string): OperatorCard | undefined {
    return this.cell(`operators/${name}`).value as OperatorCard | undefined;
  }

  call(id: string): CallCard | undefined {
    return this.cell(`calls/${id}`).value as CallCard | undefined;
  }

  private group<T extends Card>(prefix: string): ReadonlySignal<T[]> {
    return computed(() => {
      const found: T[] = [];
      for (const key of this.keys.value) {
        if (!key.startsWith(prefix)) continue;
        const card = this.cell(key).value;
        if (card !== undefined) found.push(card as T);
      }
      return found;
    });
  }

  private cell(key: string): Signal<Card | undefined> {
    let cell = this.cards.get(key);
    if (cell === undefined) {
      cell = signal<Card | undefined>(undefined);
      this.cards.set(key, cell);
    }
    return cell;
  }

  private lose(): Taken {
    this.place = null;
    return "gap";
  }

  private replace(cards: Record<string, Card>): void {
    batch(() => {
      for (const [key, cell] of this.cards) if (!(key in cards)) cell.value = undefined;
      for (const [key, card] of Object.entries(cards)) this.cell(key).value = card;
      this.keys.value = Object.keys(cards).sort();
      this.filled.value = true;
    });
  }

  private change(set: Record<string, Card>, drop: string[]): void {
    batch(() => {
      const keys = new Set(this.keys.value);
      const before = keys.size;
      for (const [key, card] of Object.entries(set)) {
        this.cell(key).value = card;
        keys.add(key);
      }
      const grew = keys.size !== before;
      let shrank = false;
      for (const key of drop) {
        this.cell(key).value = undefined;
        shrank = keys.delete(key) || shrank;
      }
      if (grew || shrank) this.keys.value = [...keys].sort();
    });
  }
}
