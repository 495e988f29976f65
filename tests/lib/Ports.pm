# Ports: ten free neighbouring ports, kept from other stories that run at the
# same time by a listener on the first of them.
package Ports;
use strict;
use warnings;
use IO::Socket::INET;

use constant WIDTH => 10;

sub _listen {
    my ($port) = @_;
    return IO::Socket::INET->new(
        LocalAddr => '127.0.0.1',
        LocalPort => $port,
        ReuseAddr => 1,
        Listen    => 1
    );
}

# Returns the base (it stays ours as long as the second result lives). The
# range is below Linux's ephemeral ports, STORIES_PORTS=FROM-TO changes it.
sub take {
    my ($from, $to) = ($ENV{STORIES_PORTS} // '20000-29999') =~ /(\d+)-(\d+)/
        or die "STORIES_PORTS=FROM-TO\n";
    my $slots = int(($to - $from + 1) / WIDTH);
    my $slot  = int rand $slots;
    for (1 .. $slots) {
        my $base = $from + WIDTH * ($slot++ % $slots);
        my $held = _listen($base) or next;
        my @free = grep { _listen($_) } $base + 1 .. $base + WIDTH - 1;
        return ($base, $held) if @free == WIDTH - 1;
    }
    die "no ten free ports in $from-$to\n";
}

1;
