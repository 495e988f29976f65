#!/usr/bin/perl
# What was written is found again by its words: at once, when it was indexed, and
# by whom; what was stopped or is of nobody's business is not. The indexes can be
# lost, and made anew, while the desk runs.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $desk = Desk->start;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');

# numbers of the tickets that are found
sub found {
    my @words = @_;
    my ($code, $out) = $desk->postern('ticket', 'search', '--json', @words);
    is($code, 0, "search @words");
    return join ' ', map { /"id":(\d+)/ } split /\n/, $out;
}

sub indexed {
    return $desk->wait_until(
        sub {
            my ($code, $out) = $desk->postern('search', '--json');
            return $out =~ /"indexed":(\d+),"tickets":\1,"waiting":0/;
        },
        30
    );
}

my ($first, $notice) = $desk->opens($kari, 'Two printers', $anna);
my ($second) = $desk->opens($per, 'Счета за октябрь', $anna);
is(found('printer'), $first, 'a request that has just come in');
ok(indexed(), 'it is indexed soon');
is(found('printer'),  $first,  'and still found');
is(found('счёт'), $second, 'in another form, and another alphabet');
is(found('per@example.com'), $second, 'by its customer');
is(found('Hansen'), $second, 'by his name');
is(found("#$first"), $first, 'by its number');

# ---- a note is the desk's
$anna->answers($notice, "/note\nThe toner cartridges are counterfeit.");
$desk->settled;
is(found('cartridge'), $first, 'a note');
my (undef, $out) = $desk->postern('ticket', 'search', 'counterfeits');
like($out, qr/toner cartridges are counterfeit/, 'with its place');
ok(indexed(), 'it is indexed');
is(found('"toner cartridge"'), $first, 'a phrase of it');
is(found('"cartridge toner"'), '',     'which is none the other way round');
is(found('count*'),            $first, 'by its beginning');
is(found('printer', '--', '-toner'), '', 'without it');

# ---- whatever is asked
for my $words ('"', 'AND', 'NEAR(printer', "' OR 1=1", '*', '😀', 'printer"',
    '{subject}:x', '(((', '^', 'printer AND NOT')
{
    my ($code, $all, $err) = $desk->postern('ticket', 'search', $words);
    is($code, 0, "<$words> is a question");
    unlike("$all$err", qr/SQL|syntax|fts5/i, 'and no error');
}

# ---- why
(undef, $out) = $desk->postern('why', 'cartridge');
like($out, qr/fate .*#$first/, 'why knows messages by what was said');

# ---- the indexes are lost
$desk->stop;
unlink glob "$desk->{dir}/etc/state/store.db.search*";
is(found('printer'), '', 'nothing is indexed then');
my ($code, undef, $err) = $desk->postern('ticket', 'search', 'printer');
like($err, qr/still being indexed/, 'which is said') or diag $err;
$desk->run;
ok(indexed(), 'it is made anew by itself');
is(found('cartridge'), $first, 'all of it');
($code, $out) = $desk->postern('search', 'rebuild');
is($code, 0, 'or by hand, beside the desk') or diag $out;
is(found('cartridge'), $first, 'as before');
unlike($desk->log_text, qr/search finds only/, 'nothing went wrong meanwhile');

done_testing();
