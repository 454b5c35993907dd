/** The little that the SIP library uses of Node's event emitter, for the bundle. */

type Listener = (...told: unknown[]) => void;

export class EventEmitter {
  private readonly heard = new Map<string, Listener[]>();

  on(event: string, listener: Listener): this {
    this.heard.set(event, [...this.listeners(event), listener]);
    return this;
  }

  once(event: string, listener: Listener): this {
    const first: Listener = (...told) => {
      this.removeListener(event, first);
      listener.apply(this, told);
    };
    return this.on(event, first);
  }

  removeListener(event: string, listener: Listener): this {
    this.heard.set(
      event,
      this.listeners(event).filter((known) => known !== listener),
    );
    return this;
  }

  listeners(event: string): Listener[] {
    return this.heard.get(event) ?? [];
  }

  emit(event: string, ...told: unknown[]): boolean {
    const listeners = this.listeners(event);
    for (const listener of listeners) listener.apply(this, told);
    return listeners.length > 0;
  }
}
