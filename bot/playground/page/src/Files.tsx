import { fileAddress } from "./api";
import { usePage } from "./context";
import { File } from "./icons";
import type { SharedFile } from "./types";

export function Files({ files }: { files: SharedFile[] }) {
  const { seen } = usePage();
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id}>
          <a href={fileAddress(seen.me, file.id)} target="_blank" rel="noreferrer">
            <FileFace name={file.name} size={file.size} />
          </a>
        </li>
      ))}
    </ul>
  );
}

export function FileFace({ name, size }: { name: string; size: number }) {
  const type = name.includes(".") ? name.split(".").pop()! : "file";
  return (
    <>
      <span className={`paper ${type.toLowerCase()}`}>
        <File />
      </span>
      <span className="file-name">
        <b>{name}</b>
        <small>
          {type.toUpperCase()}, {bytes(size)}
        </small>
      </span>
    </>
  );
}

function bytes(size: number): string {
  if (size < 1000) return `${size} bytes`;
  return size < 1_000_000 ? `${Math.round(size / 1000)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
