import { Kind, kindOf, nameOf } from "./Sidebar";
import type { Channel } from "./types";

/** What stands above the first message. */
export function Empty({ channel, bare }: { channel: Channel; bare: boolean }) {
  return (
    <div className={bare ? "beginning-of bare" : "beginning-of"}>
      <span className="mark">
        <Kind channel={channel} />
      </span>
      <h3>{nameOf(channel)}</h3>
      <p>
        {channel.other
          ? "What you write to Akin here, it searches for in all that you may see."
          : [channel.topic, kindOf(channel) && `This channel is ${kindOf(channel)}.`]
              .filter(Boolean)
              .join(" ")}
      </p>
    </div>
  );
}
