import { useEffect, useState } from "react";
import { suggestions } from "./api";
import { plain } from "./blocks";
import { usePage } from "./context";
import { described, type ControlProps } from "./controls";
import { useSurface } from "./surface";
import type { Json } from "./types";

interface Chosen extends ControlProps {
  value: unknown;
  change: (value: unknown) => void;
}

/** A select whose options the bot offers while one types. */
export function External({ value, change, ...props }: Chosen) {
  const { block, element } = props;
  const { seen } = usePage();
  const { target } = useSurface();
  const [typed, type] = useState<string | null>(null);
  const [offered, offer] = useState<Json[]>([]);
  const many = String(element.type).startsWith("multi_");
  const chosen = (many ? ((value as Json[] | null) ?? []) : value ? [value] : []) as Json[];
  useEffect(() => {
    if (typed === null || typed.length < Number(element.min_query_length ?? 3)) return;
    let late = false;
    const given = { ...target, action: element.action_id, block: block.block_id, text: typed };
    void suggestions(seen.me, given).then((answer) => {
      const groups = (answer.groups ?? []) as Json[];
      if (!late) offer([...(answer.options ?? []), ...groups.flatMap((group) => group.options)]);
    });
    return () => {
      late = true;
    };
  }, [typed]);
  const pick = (option: Json) => {
    change(many ? [...chosen.filter((c) => c.value !== option.value), option] : option);
    type(null);
    offer([]);
  };
  return (
    <div className="external">
      {many &&
        chosen.map((option) => (
          <button
            key={option.value}
            type="button"
            className="chip"
            aria-label={`Remove ${plain(option.text)}`}
            onClick={() => change(chosen.filter((c) => c.value !== option.value))}
          >
            {plain(option.text)} ×
          </button>
        ))}
      <input
        {...described(props)}
        type="text"
        value={typed ?? (!many && chosen[0] ? plain(chosen[0].text) : "")}
        onChange={(event) => type(event.target.value)}
      />
      {offered.length > 0 && (
        <ul className="offered" aria-label="Options">
          {offered.map((option) => (
            <li key={option.value}>
              <button type="button" onClick={() => pick(option)}>
                {plain(option.text)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
