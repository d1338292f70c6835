#!/bin/bash
# A TCP connection that looks as an operating system's, seen by the real p0f, in a network namespace of its own.
#
# In: $1 p0f, $2 p0f.fp, $3 folder for its socket "p0f.sock"; then lines on stdin: "KIND ADDRESS", KIND windows-xp, windows-7,
# nt-kernel or linux: connects from ADDRESS. Out: "ready PID" when p0f listens; "connected ADDRESS" for each, at once after the connection was accepted. Ends p0f with stdin.
set -eu
ip link set lo up
ip link set lo mtu 1500
"$1" -f "$2" -i lo -s "$3/p0f.sock" >"$3/p0f.out" 2>&1 &
p0f=$!
# shellcheck disable=SC2064
trap "kill $p0f 2>/dev/null || :" EXIT
perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(LocalAddr=>"127.0.0.1",LocalPort=>2525,Listen=>50,ReuseAddr=>1) or die; while($c=$s->accept){push @c,$c; print $c "220 here\r\n"; $c->flush}' &
server=$!
# shellcheck disable=SC2064
trap "kill $p0f $server 2>/dev/null || :" EXIT
until [ -S "$3/p0f.sock" ] && perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr=>"127.0.0.1:2525",LocalAddr=>"127.9.9.9")'; do
    kill -0 $p0f
    sleep 0.05
done
set -- "$1" "$2" "$3"
windows() {
    sysctl -qw net.ipv4.ip_default_ttl=128 net.ipv4.tcp_timestamps=0 net.ipv4.tcp_window_scaling=0 net.ipv4.tcp_rmem="4096 262144 6291456"
}
echo "ready $p0f"
while read -r kind address; do
    ip route flush table local to 127.0.0.1 2>/dev/null || :
    case $kind in
    windows-xp)
        windows
        ip route replace local 127.0.0.1 dev lo table local src 127.0.0.1
        ;;
    windows-7)
        windows
        ip route replace local 127.0.0.1 dev lo table local src 127.0.0.1 window 8192 advmss 1024
        ;;
    linux)
        sysctl -qw net.ipv4.ip_default_ttl=64 net.ipv4.tcp_timestamps=1 net.ipv4.tcp_window_scaling=1
        ip route replace local 127.0.0.1 dev lo table local src 127.0.0.1
        ;;
    esac
    perl -MIO::Socket::INET -e '$c=IO::Socket::INET->new(PeerAddr=>"127.0.0.1:2525",LocalAddr=>$ARGV[0]) or die; <$c>; print "connected $ARGV[0]\n"' "$address"
done
