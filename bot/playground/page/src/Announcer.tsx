import { useEffect, useRef, useState } from "react";
import { called } from "./mentions";
import { nameOf } from "./Sidebar";
import type { Seen } from "./workspace";

/** Says to a screen reader what others wrote, once each. */
export function Announcer({ seen }: { seen: Seen }) {
  const [said, say] = useState("");
  const heard = useRef({ me: "", last: "" });
  useEffect(() => {
    const all = [...seen.messages.values()].flat();
    const last = all.reduce((latest, m) => (m.ts > latest ? m.ts : latest), "");
    if (heard.current.me !== seen.me) {
      heard.current = { me: seen.me, last };
      return;
    }
    const fresh = all.filter((m) => m.ts > heard.current.last && m.user !== seen.me);
    heard.current.last = last > heard.current.last ? last : heard.current.last;
    if (!fresh.length) return;
    say(
      fresh
        .map((m) => {
          const who = m.ephemeral ? "Akin, only to you" : called(seen.people.get(m.user)?.name ?? "Slack");
          const channel = seen.channels.find((c) => c.id === m.channel);
          const where = channel ? ` in ${nameOf(channel)}` : "";
          return `${who}${where}${m.thread ? ", in a thread" : ""}: ${m.text}`;
        })
        .join("\n"),
    );
  }, [seen.messages, seen.me]);
  return (
    <div className="sr" role="log" aria-live="polite">
      {said}
    </div>
  );
}
