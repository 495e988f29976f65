#!/usr/bin/perl
# A request goes from line to line and comes back, and what is found goes out in
# other words.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(users => ['vera@example.org'], config => {
    'line 3' => { name => 'specialists' },
    'operator vera' =>
        { name => 'Vera Smirnova', address => 'vera@example.org', lines => 3 },
});
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);
my $vera = $desk->customer('Vera Smirnova <vera@example.org>');

my ($number, $notice, $olgas) =
    $desk->opens($kari, 'Export is empty', $anna, $olga);
my $state = sub {
    my ($line, $holder) = @_;
    $desk->settled;
    my $t = $desk->ticket($number);
    is($t->{line}, $line, "line $line");
    is($t->{holder}, $holder, 'with ' . ($holder // 'nobody'));
    return $t;
};

# ---- handed over, with all that there is
$anna->answers($notice, "/note\nShe moved house in May.");
$olga->reads_all;
$anna->answers($notice, '/line 2 the export has no rows');
my $toms = $tom->gets(qr/^#$number /, 'the hand-over');
like($toms->text, qr/\A.*stays internal/, 'which stays inside');
like($toms->text, qr/the export has no rows/, 'with the reason');
like($toms->text, qr/moved house in May/,     'with the notes');
like($toms->text, qr/Please help with this/,  'and with what the customer wrote');
$olga->gets_nothing('nothing, being of line 1');
$state->(2, undef);

# ---- and on
$tom->answers($toms, '/line 3 table SEVEN is locked');
my $veras = $vera->gets(qr/^#$number /, 'the next hand-over');
like($veras->text, qr/handed over 2 times/, 'which counts');
like($veras->text, qr/SEVEN.*moved house in May.*no rows/s, 'with all notes');
my $t = $state->(3, undef);
is($t->{hops}, 2, 'two hops');
is(join(' ', map { "$_->{line}:$_->{holder}" } @{ $t->{handovers} }),
    '1:anna 2:tom', 'it knows its way back');

# ---- a plain answer goes back one step
$vera->answers($veras,
    'The nightly job holds the lock on the export table until nine.');
my $back = $tom->gets(qr/^#$number /, 'what the specialist found');
like($back->text, qr/nightly job holds the lock/, 'in her words');
$state->(2, 'tom');
$tom->reads_all;
$anna->reads_all;    # she watches

# ---- and another, by hand
$tom->answers($back, '/return ask her to try at ten');
my $annas = $anna->gets(qr/^#$number /, 'that it has come back');
like($annas->text, qr/handed it back from line 2/, 'from line 2');
like($annas->text, qr/nightly job holds the lock/, 'with what was found');
like($annas->text, qr/try at ten/,                 'and the reason');
$t = $state->(1, 'anna');
is($t->{hops}, 4, 'four hops');
is_deeply($t->{handovers}, [], 'and it is where it began');
$kari->gets_nothing('nothing of all that');

# ---- line 1 words it
$anna->answers($annas, <<'END');
/reply
Hi Kari, the nightly job holds the lock on the export table until nine.
Please try again at ten.
END
my $reply = $kari->gets(qr/^Re: Export/, 'Anna\'s reply');
like($reply->text, qr/nightly job holds the lock/, 'with words of the finding');
unlike($reply->text . $reply->html, qr/SEVEN|moved house|Vera|engineers/,
    'and of nothing else');
ok((grep { /told the customer of what Vera Smirnova found/ }
        $desk->texts($number, 'event')), 'which is written down');

# ---- a finding goes back by itself, and a quote of it is cut
$anna->answers($annas, '/line 2 once more');
$toms = $tom->gets(qr/^#$number /, 'the request again');
$tom->answers($toms, 'PASTED: the index of the ledger was rebuilt last night.');
my $found = $anna->gets(qr/^#$number /, 'what he found');
like($found->text, qr/\A.*stays internal/, 'an answer to it stays inside');
like($found->text, qr/start with \/reply/, 'and it says how to write to her');
$state->(1, 'anna');
$anna->answers($found, "/reply\nIt works now.");
$reply = $kari->gets(qr/^Re: Export/, 'her answer to the finding');
unlike($reply->{octets} . $reply->text . $reply->html, qr/PASTED/,
    'without the quote');

# ---- what a note says holds
$anna->answers($found, '/line 2 again');
$toms = $tom->gets(qr/^#$number /, 'the request');
$tom->answers($toms,
    "/note\nWATCHED: she is three invoices behind since the spring sale.");
$desk->settled;
$anna->reads_all;
$tom->answers($toms, '/return');
$annas = $anna->gets(qr/^#$number /, 'it back');
$anna->answers($annas,
    "/reply\nHi, she is three invoices behind since the spring sale. Sorry.");
$anna->gets(qr/on hold/, 'a hold');
$kari->gets_nothing('nothing of the note');

done_testing;
