/** What PowerShell is asked on Windows. `$in` is the input (see `main/base/powershell.ts`); every answer is JSON. */

/** Address, route metric, size of packets and kind of network. The profile appears some time after the adapter. */
export const SET_UP_NETWORK = `Set-NetIPInterface -InterfaceAlias $in.name -AddressFamily IPv4 -NlMtuBytes $in.mtu -InterfaceMetric $in.metric
$private = $false
for ($i = 0; $i -lt 25 -and -not $private; $i++) {
  try {
    Set-NetConnectionProfile -InterfaceAlias $in.name -NetworkCategory Private
    $private = $true
  } catch { Start-Sleep -Milliseconds 200 }
}
Get-NetFirewallRule -Name $in.rule -ErrorAction SilentlyContinue | Remove-NetFirewallRule
New-NetFirewallRule -Name $in.rule -DisplayName LANrage -Direction Inbound -Action Allow -Protocol UDP -LocalPort $in.port -Profile Any | Out-Null
@{ private = $private } | ConvertTo-Json -Compress`;

export const REMOVE_RULE = `Get-NetFirewallRule -Name $in.rule -ErrorAction SilentlyContinue | Remove-NetFirewallRule
@{ done = $true } | ConvertTo-Json -Compress`;

/** Kept until the adapter goes, and no longer. */
export const SET_ADDRESS = `Get-NetIPAddress -InterfaceAlias $in.name -AddressFamily IPv4 -ErrorAction SilentlyContinue | Remove-NetIPAddress -Confirm:$false
New-NetIPAddress -InterfaceAlias $in.name -AddressFamily IPv4 -IPAddress $in.address -PrefixLength $in.prefix -PolicyStore ActiveStore | Out-Null
Set-NetIPInterface -InterfaceAlias $in.name -AddressFamily IPv4 -InterfaceMetric $in.metric
@{ done = $true } | ConvertTo-Json -Compress`;

export const SET_MTU = `Set-NetIPInterface -InterfaceAlias $in.name -AddressFamily IPv4 -NlMtuBytes $in.mtu
@{ done = $true } | ConvertTo-Json -Compress`;

/** Lists even of one, whatever PowerShell makes of those. */
export const READ_NETWORKS = `$addresses = @(Get-NetIPAddress -AddressFamily IPv4 | ForEach-Object { @{ device = $_.InterfaceAlias; address = $_.IPAddress; prefix = [int]$_.PrefixLength } })
$routes = @(Get-NetRoute -AddressFamily IPv4 | ForEach-Object { @{ device = $_.InterfaceAlias; subnet = $_.DestinationPrefix } })
$servers = @(Get-DnsClientServerAddress -AddressFamily IPv4 | ForEach-Object { $_.ServerAddresses } | Where-Object { $_ })
ConvertTo-Json -Compress -Depth 4 -InputObject @{ addresses = $addresses; routes = $routes; servers = $servers }`;
