; The helper that was set up once, in the hands of installer and uninstaller; both run as Administrator.
!macro eachHelperTask commands
  nsExec::Exec `"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -Command "Get-ScheduledTask -TaskPath '\LANrage\' -ErrorAction SilentlyContinue | ForEach-Object { ${commands} }"`
  Pop $0
!macroend

; It goes on with this version's program after an update: nobody has to set it up again.
!macro customInstall
  ${If} ${FileExists} "$PROGRAMFILES64\LANrage Helper\helper.mjs"
    CopyFiles /SILENT "$INSTDIR\resources\app.asar.unpacked\out\helper\helper.js" "$PROGRAMFILES64\LANrage Helper\helper.mjs"
    !insertmacro eachHelperTask "$$_ | Start-ScheduledTask"
  ${EndIf}
!macroend

; Run for an update, too: then the program must only be at rest while its files are exchanged.
!macro customUnInstall
  ${If} ${isUpdated}
    !insertmacro eachHelperTask "$$_ | Stop-ScheduledTask"
  ${Else}
    !insertmacro eachHelperTask "$$_ | Stop-ScheduledTask; $$_ | Unregister-ScheduledTask -Confirm:$$false"
    ; Its tunnels are services of Windows, which outlive it.
    nsExec::Exec `"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -Command "Get-Service -Name 'WireGuardTunnel$$lanrage*' | Where-Object { $$_.Name -match '^WireGuardTunnel.lanrage[0-9]{1,4}$$' } | ForEach-Object { & '$PROGRAMFILES64\WireGuard\wireguard.exe' /uninstalltunnelservice $$_.Name.Substring(16) | Out-Null }"`
    Pop $0
    nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall delete rule name=LANrage'
    Pop $0
    RMDir /r "$PROGRAMFILES64\LANrage Helper"
  ${EndIf}
!macroend
