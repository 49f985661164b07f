# Lists all pool tags again and again, one file a listing, named by its time in UTC. PoolScope opens the files.
# It asks Windows itself (NtQuerySystemInformation, class 22), and needs neither PoolMon nor anything installed.
# Prepared from public descriptions, not run on Windows.
param(
    [string] $Folder = "$env:SystemDrive\PerfLogs\PoolLeak tags",
    [int] $Seconds = 900,
    [int] $Keep = 1000,
    [int] $Count = 0
)
$ErrorActionPreference = 'Stop'

Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

public static class PoolTagReader
{
    const int PoolTagInformation = 22;
    const int LengthMismatch = unchecked((int)0xC0000004);

    // SYSTEM_POOLTAG: the sizes of fields follow those of a pointer
    [StructLayout(LayoutKind.Sequential)]
    struct PoolTag
    {
        public uint Tag;
        public uint PagedAllocs;
        public uint PagedFrees;
        public UIntPtr PagedUsed;
        public uint NonPagedAllocs;
        public uint NonPagedFrees;
        public UIntPtr NonPagedUsed;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct PerformanceInformation
    {
        public uint Size;
        public UIntPtr CommitTotal, CommitLimit, CommitPeak;
        public UIntPtr PhysicalTotal, PhysicalAvailable, SystemCache;
        public UIntPtr KernelTotal, KernelPaged, KernelNonpaged, PageSize;
        public uint HandleCount, ProcessCount, ThreadCount;
    }

    [DllImport("ntdll.dll")]
    static extern int NtQuerySystemInformation(int kind, IntPtr buffer, int size, out int needed);

    [DllImport("psapi.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool GetPerformanceInfo(out PerformanceInformation information, uint size);

    static string Number(ulong value)
    {
        return value.ToString(CultureInfo.InvariantCulture);
    }

    // four bytes as four characters; what is no plain ASCII is escaped
    static void AppendTag(StringBuilder text, uint tag)
    {
        for (int shift = 0; shift < 32; shift += 8)
        {
            uint b = (tag >> shift) & 0xFF;
            if (b < 0x20 || b > 0x7E || b == '"' || b == '\\')
                text.Append("\\u").Append(b.ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append((char)b);
        }
    }

    public static string Json(DateTime utc)
    {
        StringBuilder text = new StringBuilder();
        text.Append("{\n  \"_time_utc\": \"").Append(utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        text.Append("\",\n");
        AppendMachine(text);
        text.Append("  \"tags\": [");
        int size = 1 << 20;
        while (true)
        {
            IntPtr buffer = Marshal.AllocHGlobal(size);
            try
            {
                int needed;
                int status = NtQuerySystemInformation(PoolTagInformation, buffer, size, out needed);
                if (status == LengthMismatch && size < (1 << 28))
                {
                    size = Math.Max(2 * size, needed + 4096);
                    continue;
                }
                if (status != 0)
                    throw new Win32Exception("NtQuerySystemInformation: status 0x" + status.ToString("X8", CultureInfo.InvariantCulture));
                AppendTags(text, buffer, size);
                break;
            }
            finally
            {
                Marshal.FreeHGlobal(buffer);
            }
        }
        text.Append("\n  ]\n}\n");
        return text.ToString();
    }

    // the count, then the tags from the next address that a pointer may have
    public static void AppendTags(StringBuilder text, IntPtr buffer, int size)
    {
        int count = Marshal.ReadInt32(buffer);
        int each = Marshal.SizeOf(typeof(PoolTag));
        string separator = "\n";
        for (int i = 0; i < count; i++)
        {
            long offset = IntPtr.Size + (long)i * each;
            if (offset + each > size)
                break;
            PoolTag of = (PoolTag)Marshal.PtrToStructure(new IntPtr(buffer.ToInt64() + offset), typeof(PoolTag));
            if (of.PagedAllocs == 0 && of.NonPagedAllocs == 0)
                continue;
            text.Append(separator).Append("    {\"tag\": \"");
            AppendTag(text, of.Tag);
            text.Append("\", \"np\": ").Append(Number(of.NonPagedUsed.ToUInt64()));
            text.Append(", \"np_alloc\": ").Append(Number(of.NonPagedAllocs));
            text.Append(", \"np_free\": ").Append(Number(of.NonPagedFrees));
            text.Append(", \"p\": ").Append(Number(of.PagedUsed.ToUInt64()));
            text.Append(", \"p_alloc\": ").Append(Number(of.PagedAllocs));
            text.Append(", \"p_free\": ").Append(Number(of.PagedFrees)).Append("}");
            separator = ",\n";
        }
    }

    static void AppendMachine(StringBuilder text)
    {
        PerformanceInformation info;
        if (!GetPerformanceInfo(out info, (uint)Marshal.SizeOf(typeof(PerformanceInformation))))
            return;
        ulong page = info.PageSize.ToUInt64();
        text.Append("  \"_np_total_bytes\": ").Append(Number(info.KernelNonpaged.ToUInt64() * page)).Append(",\n");
        text.Append("  \"_p_total_bytes\": ").Append(Number(info.KernelPaged.ToUInt64() * page)).Append(",\n");
        text.Append("  \"_ram_bytes\": ").Append(Number(info.PhysicalTotal.ToUInt64() * page)).Append(",\n");
        text.Append("  \"_available_bytes\": ").Append(Number(info.PhysicalAvailable.ToUInt64() * page)).Append(",\n");
    }
}
'@

[void] [System.IO.Directory]::CreateDirectory($Folder)
$taken = 0
while ($true) {
    $now = [DateTime]::UtcNow
    $path = [System.IO.Path]::Combine($Folder, 'pool-tags-' + $now.ToString("yyyyMMdd'T'HHmmss'Z'") + '.json')
    # whole or not at all: a listing that is being written is not read
    [System.IO.File]::WriteAllText("$path.part", [PoolTagReader]::Json($now), (New-Object System.Text.UTF8Encoding $false))
    [System.IO.File]::Move("$path.part", $path)
    $all = @([System.IO.Directory]::GetFiles($Folder, 'pool-tags-*.json') | Sort-Object)
    for ($i = 0; $i -lt $all.Count - $Keep; $i++) { [System.IO.File]::Delete($all[$i]) }
    $taken++
    if ($Count -gt 0 -and $taken -ge $Count) { break }
    Start-Sleep -Seconds $Seconds
}
