; Run by the uninstaller as Administrator: nothing of ours keeps running or listening.
!macro customUnInstall
  nsExec::Exec '"$SYSDIR\sc.exe" stop LANrageHelper'
  nsExec::Exec '"$SYSDIR\sc.exe" delete LANrageHelper'
  nsExec::Exec '"$PROGRAMFILES64\WireGuard\wireguard.exe" /uninstalltunnelservice lanrage0'
  nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall delete rule name=LANrage'
!macroend
