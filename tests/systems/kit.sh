#!/usr/bin/env bash
# The collection kit: its .cmd files run under Wine's cmd, with programs in the place of logman, PoolMon and the rest that
# write down the arguments they get; its PowerShell script's C# is compiled, and run on a buffer made by hand.
#
# It proves that every argument arrives as it was meant, whatever a name holds, and that what the script writes is read. It
# does not prove Windows' own logman, PoolMon, PowerShell or kernel.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs gcc libc6-dev python3 mono-mcs mono-runtime libmono-cil-dev
out=$systems/kit
rm -rf "$out"; mkdir -p "$out/bin"
export WINEPREFIX=$systems/wine/prefix
mkdir -p "$systems/wine"
needs_wine_prefix
(cd "$project" && cargo build --quiet)
poolscope=$project/target/debug/poolscope
failures=0
expect() { # what, expected, found
    if [ "$2" == "$3" ]; then echo "ok    $1"; else
        failures=$((failures + 1)); printf 'WRONG %s\n--- expected\n%s\n--- found\n%s\n' "$1" "$2" "$3"
    fi
}

# a program that writes down its name and arguments, says what a file beside it says, and ends as told
cat > "$out/record.c" <<'END'
#include <windows.h>
#include <stdio.h>
#include <wchar.h>
int wmain(void) {
    int count, i; wchar_t path[MAX_PATH], *name, *dot; char line[512]; FILE *f;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    GetModuleFileNameW(NULL, path, MAX_PATH);
    name = wcsrchr(path, L'\\') + 1;
    wchar_t said[MAX_PATH], record[MAX_PATH];
    wcscpy(said, path); dot = wcsrchr(said, L'.'); wcscpy(dot, L".say");
    wcscpy(record, path); wcscpy(wcsrchr(record, L'\\') + 1, L"record.txt");
    f = _wfopen(record, L"ab");
    *wcsrchr(name, L'.') = 0;
    fprintf(f, "%ls", name);
    for (i = 1; i < count; i++) fprintf(f, " [%ls]", words[i]);
    fprintf(f, "\n"); fclose(f);
    f = _wfopen(said, L"rb");
    if (f) { while (fgets(line, sizeof line, f)) fputs(line, stdout); fclose(f); }
    wcscpy(wcsrchr(said, L'.'), L".fail");
    return GetFileAttributesW(said) == INVALID_FILE_ATTRIBUTES ? 0 : 5;
}
END
for program in logman poolmon fltmc powershell ping wmic; do
    x86_64-w64-mingw32-gcc -municode -O1 -o "$out/bin/$program.exe" "$out/record.c" -lshell32 2> /dev/null
done
echo "20261129T181005Z" > "$out/bin/powershell.say"
printf 'Day=29\r\nHour=8\r\nMinute=5\r\nMonth=1\r\nSecond=7\r\nYear=2026\r\n' > "$out/bin/wmic.say"

# runs a file of a kit in its folder; what was recorded, without the question whether the prompt is elevated
run() {
    local kit=$1; shift
    rm -f "$out/bin/record.txt"
    (cd "$out/$kit" && WINEPATH="$(winepath -w "$out/bin")" timeout 120 wine cmd /c "$@" < /dev/null > "$out/$kit.txt" 2>&1) || echo "exit $?"
    grep -v '^fltmc' "$out/bin/record.txt" || true
}

lean='[\Memory\*] [\System\*] [\Process(*)\Handle Count] [\Process(*)\ID Process] [\Process(*)\Pool Nonpaged Bytes] [\Process(*)\Pool Paged Bytes] [\Process(*)\Private Bytes] [\Process(*)\Thread Count] [\Server\*] [\Paging File(*)\*]'
since='[\NUMA Node Memory(*)\*] [\Process V2(*)\Handle Count]'

"$poolscope" collect "$out/plain" --lean > /dev/null
expect "start" "logman [create] [counter] [PoolLeak] [-f] [bincirc] [-max] [100] [-v] [mmddhhmm] [-si] [00:05:00] [-o] [C:\\PerfLogs\\PoolLeak] [-c] $lean $since
logman [start] [PoolLeak]" "$(run plain collect.cmd)"
expect "stop" "logman [stop] [PoolLeak]" "$(run plain collect.cmd stop)"
expect "status" "logman [query] [PoolLeak]" "$(run plain collect.cmd status)"
expect "delete" "logman [stop] [PoolLeak]
logman [delete] [PoolLeak]" "$(run plain collect.cmd delete)"
expect "what it does not know" "exit 2" "$(run plain collect.cmd rubbish)"
touch "$out/bin/fltmc.fail"
expect "no elevated prompt" "exit 1" "$(run plain collect.cmd)"
grep -q "needs an elevated prompt" "$out/plain.txt" || { echo "WRONG it does not say what it needs"; failures=$((failures + 1)); }
rm "$out/bin/fltmc.fail"; touch "$out/bin/logman.fail"
expect "logman fails" "exit 1" "$(run plain collect.cmd | tail -1 | grep -x 'exit 1' || run plain collect.cmd | grep -x 'exit 1')"
rm "$out/bin/logman.fail"

name="100 % (day & night)'s ^log! %PATH%"
"$poolscope" collect "$out/strange" --lean --name "$name" --computer SRV-1 --computer "SRV %2 & 3" --exhausted-in 4h --for 6h > /dev/null
expect "names with every sign, on two computers" "$(for computer in 'SRV-1' 'SRV %2 & 3'; do
    echo "logman [create] [counter] [$name] [-f] [bincirc] [-max] [100] [-v] [mmddhhmm] [-si] [00:01:00] [-o] [C:\\PerfLogs\\$name] [-c] $lean $since [-s] [$computer]"
    echo "logman [start] [$name] [-s] [$computer]"
done)" "$(run strange collect.cmd)"

"$poolscope" collect "$out/old" --windows 2003 > /dev/null
expect "Server 2003 wants brackets" "logman [create] [counter] [PoolLeak] [-f] [bincirc] [-max] [296] [-v] [mmddhhmm] [-si] [[00:05:00]] [-o] [C:\\PerfLogs\\PoolLeak] [-c] [\\LogicalDisk(*)\\*] [\\Memory\\*] [\\Cache\\*] [\\Network Interface(*)\\*] [\\Paging File(*)\\*] [\\PhysicalDisk(*)\\*] [\\Processor(*)\\*] [\\System\\*] [\\Process(*)\\*] [\\Thread(*)\\*] [\\Server\\*] [\\Redirector\\*]
logman [start] [PoolLeak]" "$(run old collect.cmd)"

listings=$(grep -o 'left=[0-9]*' "$out/plain/tags-poolmon.cmd" | grep -o '[0-9]*')
expect "PoolMon, a listing a file" "$listings poolmon [-n] [C:\\PerfLogs\\PoolLeak tags\\pool-tags-20261129T181005Z.log]" \
    "$(run plain tags-poolmon.cmd | grep '^poolmon' | sort | uniq -c | sed 's/^ *//')"
expect "PoolMon on Server 2003" "poolmon [-n] [C:\\PerfLogs\\PoolLeak tags\\pool-tags-20260129T080507Z.log]" \
    "$(run old tags-poolmon.cmd | grep '^poolmon' | sort -u)"
expect "the script" "powershell [-NoProfile] [-ExecutionPolicy] [Bypass] [-File] [$(cd "$out/plain" && winepath -w "$PWD")\\tags.ps1] [-Folder] [C:\\PerfLogs\\PoolLeak tags] [-Seconds] [900] [-Keep] [192]" \
    "$(run plain tags.cmd)"

for file in "$out"/*/*.cmd "$out"/*/*.ps1 "$out"/*/*.txt; do
    case $file in */bin/*) continue ;; esac
    if LC_ALL=C grep -q -P '[^\x00-\x7F]' "$file"; then echo "WRONG not plain ASCII: $file"; failures=$((failures + 1)); fi
done

sed -n "/^Add-Type -TypeDefinition @'/,/^'@/p" "$out/plain/tags.ps1" | tr -d '\r' | sed '1d;$d' > "$out/PoolTagReader.cs"
cat > "$out/Harness.cs" <<'END'
using System;
using System.Runtime.InteropServices;
using System.Text;
class Harness
{
    static void Put(IntPtr b, int i, string tag, int pa, int pf, long p, int na, int nf, long np)
    {
        int at = 8 + 40 * i;
        for (int k = 0; k < 4; k++) Marshal.WriteByte(b, at + k, (byte)tag[k]);
        Marshal.WriteInt32(b, at + 4, pa); Marshal.WriteInt32(b, at + 8, pf); Marshal.WriteInt64(b, at + 16, p);
        Marshal.WriteInt32(b, at + 24, na); Marshal.WriteInt32(b, at + 28, nf); Marshal.WriteInt64(b, at + 32, np);
    }
    static void Main()
    {
        IntPtr b = Marshal.AllocHGlobal(4096);
        for (int i = 0; i < 4096; i++) Marshal.WriteByte(b, i, 0);
        Marshal.WriteInt32(b, 3);
        Put(b, 0, "Leak", 1, 0, 4096, 62481, 6050, 556400768);
        Put(b, 1, "a\"\u00e4\u0000", 5, 5, 0, 7, 1, 600);
        Put(b, 2, "None", 0, 0, 0, 0, 0, 0);
        StringBuilder s = new StringBuilder("{\"_time_utc\": \"2026-11-29T20:00:00Z\", \"tags\": [");
        PoolTagReader.AppendTags(s, b, 4096);
        Console.WriteLine(s.Append("]}"));
    }
}
END
(cd "$out" && mcs -langversion:ISO-2 -target:library -out:Reader.dll PoolTagReader.cs && mcs -r:Reader.dll Harness.cs && mono Harness.exe > listing.json)
expect "what the script writes is read" '[{"p":"nonpaged","t":[["Leak","4c65616b",556400768.0,62481.0,6050.0],["a\"\\xE4\\x00","6122e400",600.0,7.0,1.0]]},{"p":"paged","t":[["Leak","4c65616b",4096.0,1.0,0.0],["a\"\\xE4\\x00","6122e400",0.0,5.0,5.0]]}]' \
    "$("$poolscope" tags --json "$out/listing.json" | python3 -c 'import json,sys; d=json.load(sys.stdin)["computers"][0]; print(json.dumps([{"p":p["pool"],"t":[[t["tag"],t["tag_hex"],t["last_bytes"],t["allocations"],t["frees"]] for t in p["tags"]]} for p in d["pools"]],separators=(",",":")))')"
[ "$failures" -eq 0 ] && echo "the kit: everything as expected" || { echo "the kit: $failures wrong"; exit 1; }
