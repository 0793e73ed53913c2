# check
told=$(curl -fsSIL --max-time 20 http://mirror.example/core:/stable:/v1.30/rpm/repodata/repomd.xml.key | tr -d '\r' | sed -n 's/^[Dd]ate: //p' | tail -n 1)
off=${told:+$(( $(date +%s) - $(date -d "$told" +%s) ))}
if [ -n "$off" ] && { [ "$off" -gt 10 ] || [ "$off" -lt -10 ]; }; then need "the clock is $off s off, by the clock of the mirror"; fi

# apply
if command -v chronyc > /dev/null 2>&1; then chronyc -a makestep || true
elif systemctl -q is-active systemd-timesyncd; then systemctl restart systemd-timesyncd
fi
for _ in 1 2 3 4 5 6 7 8 9 10; do
  told=$(curl -fsSIL --max-time 20 http://mirror.example/core:/stable:/v1.30/rpm/repodata/repomd.xml.key | tr -d '\r' | sed -n 's/^[Dd]ate: //p' | tail -n 1)
off=${told:+$(( $(date +%s) - $(date -d "$told" +%s) ))}
  if [ -n "$off" ] && { [ "$off" -gt 10 ] || [ "$off" -lt -10 ]; }; then sleep 2; else did "the host's time service has set the clock"; exit 0; fi
done
fail clock-skew "the clock is $off s off, by the clock of the mirror, and no time service of the host sets it"
