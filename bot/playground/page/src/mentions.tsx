import type { ReactNode } from "react";
import { usePage } from "./context";

export function UserMention({ id }: { id: string }) {
  const { person, seen } = usePage();
  const name = person(id)?.name;
  return (
    <span className={id === seen.me ? "mention of-me" : "mention"}>@{name ? called(name) : id}</span>
  );
}

export function ChannelMention({ id }: { id: string }) {
  const { channel, go } = usePage();
  const known = channel(id);
  if (!known) return <span className="mention">a private channel</span>;
  return (
    <button type="button" className="mention" onClick={() => go(id)}>
      #{known.name}
    </button>
  );
}

const MESSAGE = /\/archives\/(\w+)\/p(\d{10})(\d{6})(?:\?(?:.*&)?thread_ts=([\d.]+))?/;

/** A link. Those to messages of this workspace lead there; others open beside this page. */
export function Outside({ url, children }: { url: string; children: ReactNode }) {
  const { channel, go } = usePage();
  const message = MESSAGE.exec(url);
  if (message && channel(message[1]!)) {
    const root = message[4] ?? `${message[2]}.${message[3]}`;
    return (
      <button type="button" className="link" onClick={() => go(message[1]!, root)}>
        {children}
      </button>
    );
  }
  if (!/^(https?|mailto|tel):/i.test(url)) return <>{children}</>;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

/** A name as it is shown: Akin's own is written small in the workspace. */
export function called(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
