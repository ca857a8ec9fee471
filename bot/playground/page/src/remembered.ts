import { useEffect, useState } from "react";

/** State that outlives a reload; without storage (a private window) it does not. */
export function useRemembered<T>(name: string, otherwise: T): [T, (value: T | ((now: T) => T)) => void] {
  const key = `akin-demo:${name}`;
  const [value, set] = useState<T>(() => {
    try {
      const kept = localStorage.getItem(key);
      return kept === null ? otherwise : (JSON.parse(kept) as T);
    } catch {
      return otherwise;
    }
  });
  useEffect(() => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // nothing is lost but comfort
    }
  }, [key, value]);
  return [value, set];
}
