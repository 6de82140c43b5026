import type { PackedFile } from './packed-files.ts';

interface Installing {
  /** Origin of this host. */
  readonly server: string;
  readonly file: Pick<PackedFile, 'name' | 'version' | 'sha256'>;
}

/** What `curl … | sh` runs. Cut off anywhere it does nothing: the last line begins. */
export const installScript = ({ server, file }: Installing): string => `#!/bin/sh
# Installs agnes ${file.version}, the command line of ${server}, for you alone.
set -eu

server=${quoted(server)}
file=${quoted(file.name)}
sha256=${quoted(file.sha256)}
prefix="\${AGNES_PREFIX:-$HOME/.local}"
config="\${AGNES_CONFIG_DIR:-$HOME/.config/agnes}"
${steps}`;

/** As the shell takes it: nothing in it means anything. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const steps = String.raw`
fail() {
  printf 'agnes: %s\n' "$1" >&2
  exit 1
}

needs_node() {
  fail "Node.js 22 or newer is needed, with npm: https://nodejs.org/en/download"
}

fetch_file() {
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL --retry 3 -o "$2" "$1"
  elif command -v wget >/dev/null 2>&1; then
    wget -qO "$2" "$1"
  else
    fail "curl or wget is needed to download $1"
  fi
}

sum_of() {
  node -e '
    const sum = require("node:crypto").createHash("sha256")
    require("node:fs").createReadStream(process.argv[1])
      .on("data", (bytes) => sum.update(bytes))
      .on("end", () => process.stdout.write(sum.digest("hex")))
  ' "$1"
}

main() {
  command -v npm >/dev/null 2>&1 || needs_node
  node -e 'process.exit(Number.parseInt(process.versions.node, 10) < 22 ? 1 : 0)' 2>/dev/null || needs_node

  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  fetch_file "$server/cli/wheel/$file" "$work/$file" || fail "$server/cli/wheel/$file could not be downloaded"
  [ "$(sum_of "$work/$file")" = "$sha256" ] || fail "$file is not what $server promised: nothing was installed"

  npm install --global --prefix "$prefix" --ignore-scripts --no-fund --no-audit --no-update-notifier --loglevel=error "$work/$file" >/dev/null ||
    fail "npm could not install it into $prefix; what it says is above"

  if [ -e "$config/config.yaml" ]; then
    printf 'Kept %s as it was.\n' "$config/config.yaml"
  else
    (umask 077 && mkdir -p "$config" && printf 'server: "%s"\n' "$server" >"$config/config.yaml")
  fi

  "$prefix/bin/agnes" --version >/dev/null || fail "it is installed in $prefix and does not start"
  printf 'Installed agnes %s in %s.\n' "$("$prefix/bin/agnes" --version)" "$prefix/bin"
  # A configuration that was kept may name another server.
  case ":$PATH:" in
    *":$prefix/bin:"*) printf 'Next: agnes onboard --server %s\n' "$server" ;;
    *) printf 'Next: export PATH="%s:$PATH" (and put that into your shell profile), then: agnes onboard --server %s\n' "$prefix/bin" "$server" ;;
  esac
}

main "$@"
`;
