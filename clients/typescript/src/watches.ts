/** What this connection watches; the service forgets it with the connection. */

const GROUPS = 100;

type Call = (func: string, parm: object) => Promise<unknown>;

export class Watches {
  #groups = new Set<number>();
  #online: object | null = null;

  /** A call was answered with errno 0. */
  done(func: string, parm: { gid?: number; uid?: number | number[] }): void {
    if (func === "group.regupdate") this.#watch(Number(parm.gid));
    if (func === "group.unregupdate") this.#groups.delete(Number(parm.gid));
    if (func === "user.watch_online") this.#online = parm;
  }

  /** The service ends the oldest watch beyond these, too. */
  #watch(gid: number): void {
    this.#groups.delete(gid);
    this.#groups.add(gid);
    for (const oldest of this.#groups) if (this.#groups.size > GROUPS) this.#groups.delete(oldest);
  }

  /** Watch everything again; tells of each group that is watched now. A refused one is left. */
  async again(call: Call, watched: (gid: number) => void): Promise<void> {
    const online = this.#online && call("user.watch_online", this.#online).catch(() => undefined);
    const groups = [...this.#groups].map((gid) =>
      call("group.regupdate", { gid }).then(
        () => watched(gid),
        () => undefined,
      ),
    );
    await Promise.all([online, ...groups]);
  }
}
