; Run by the uninstaller as Administrator: nothing of ours keeps running or listening.
!macro customUnInstall
  nsExec::Exec `"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -Command "Get-ScheduledTask -TaskPath '\LANrage\' -ErrorAction SilentlyContinue | ForEach-Object { $$_ | Stop-ScheduledTask; $$_ | Unregister-ScheduledTask -Confirm:$$false }"`
  nsExec::Exec '"$PROGRAMFILES64\WireGuard\wireguard.exe" /uninstalltunnelservice lanrage0'
  nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall delete rule name=LANrage'
  RMDir /r "$PROGRAMFILES64\LANrage Helper"
!macroend
