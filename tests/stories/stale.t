#!/usr/bin/perl
# No reply crosses a message that its author has not seen.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');

# ---- the customer was faster
my ($number, $notice) = $desk->opens($kari, 'Browser', $anna, $olga);
my ($ack) = $kari->letters;
$kari->answers($ack, 'Found it, it was the extension. Thanks!');
my $newer = $anna->gets(qr/^#$number Browser/, 'what Kari wrote meanwhile');
$anna->answers($notice, 'Please clear your cookies.');
my $held = $anna->gets(qr/^#$number .*on hold/i, 'word that her answer is held');
like($held->text, qr/has not been sent/, 'which says so');
like($held->text, qr/it was the extension/, 'and shows what is new');
like($held->raw('Reply-To'), qr/\+h-[a-z2-7]{32}\@/,
    'with an address of its own to answer to');
$kari->gets_nothing('nothing yet');

$anna->answers($held, '/send');
my $reply = $kari->gets(qr/^Re: Browser/, 'the answer after /send');
like($reply->text, qr/clear your cookies/, 'as Anna wrote it');
$anna->answers($held, '/send');
$desk->settled;
$kari->gets_nothing('it twice, though /send came twice');

# ---- what she answers after having seen all passes
$kari->answers($reply, 'One more thing.');
my $seen = $anna->gets(qr/^#$number Browser/);
$anna->answers($seen, 'Yes?');
$kari->gets(qr/^Re: Browser/, 'an answer that crosses nothing');

# ---- /drop
$kari->answers($reply, 'Never mind, solved.');
$anna->reads_all;
$anna->answers($seen, 'Which thing?');
$held = $anna->gets(qr/on hold/i, 'a held answer');
$anna->answers($held, '/drop');
$desk->settled;
$kari->gets_nothing('nothing after /drop');
is(scalar(() = $desk->json('held list')), 0, 'nothing is held any more');

# ---- a new text takes the held one's place
$anna->answers($seen, 'The old text.');
$held = $anna->gets(qr/on hold/i, 'a held answer');
$anna->answers($held, 'The new text.');
$reply = $kari->gets(qr/^Re: Browser/, 'one answer');
like($reply->text, qr/The new text/, 'with the new text');
unlike($reply->text, qr/The old text/, 'instead of the old');

# ---- a colleague was faster, with an article or a note
$kari->answers($reply, 'Who is faster now?');
my $annas = $anna->gets(qr/^#$number Browser/);
$olga->reads_all;
$anna->answers($annas, "/assign olga\n/watch");
my $olgas = $olga->gets(qr/^#$number Browser/);
$olga->answers($olgas, 'Olga is.');
$kari->gets(qr/^Re: Browser/, 'Olga\'s answer');
$anna->reads_all;
$anna->answers($annas, 'Anna is.');
$held = $anna->gets(qr/on hold/i, 'a held answer after a colleague\'s');
like($held->text, qr/Olga is/, 'showing it');
$kari->gets_nothing('no second answer');
$anna->answers($held, '/drop');

# ---- but her own entries and events are nothing new to her
$desk->settled;
$anna->reads_all;
my ($second, $first) = $desk->opens($kari, 'Mouse', $anna);
$anna->answers($first, "/note\nI try it here.");
$anna->answers($first, '/priority high');
$desk->settled;
$anna->answers($first, 'It works here.');
$kari->gets(qr/^Re: Mouse/, 'her answer after her own note and command');

# ---- notes are never held for that
$kari->reads_all;
my ($m) = grep { $_->subject =~ /^Mouse/ } $kari->letters;
$kari->answers($m, 'And the wheel.');
$desk->settled;
$anna->answers($first, "/note\nA note may cross.");
$desk->settled;
is(scalar(grep { /may cross/ } $desk->texts($second, 'note')),
    1, 'a note crosses what it likes');

done_testing();
