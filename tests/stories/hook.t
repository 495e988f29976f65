#!/usr/bin/perl
# Other systems: hooks hear of what happens, lookups are asked about new requests,
# and what comes back acts on them.
use strict;
use warnings;
use Desk;
use JSON::PP ();
use Test::More;
use Time::HiRes qw(sleep time);

my $desk = Desk->start(run => 0);
my $dir  = $desk->{dir};
$desk->write_config({
    'hook chat' => { on => 'new', command => "cat >>$dir/chat" },
});
$desk->run;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');

sub events {
    my ($file) = @_;
    open my $in, '<', "$dir/$file" or return ();
    return map { JSON::PP::decode_json($_) } <$in>;
}

# ---- a hook hears of a new request
my ($number, $notice) = $desk->opens($kari, 'The map', $anna);
ok($desk->wait_until(sub { -s "$dir/chat" }), 'a hook hears of a request')
    or diag $desk->log_text;
my ($event) = events('chat');
is($event->{event}, 'new', 'by the name of what happened');
is($event->{ticket}{number}, $number, 'of which request');
diag explain $event;
done_testing;
