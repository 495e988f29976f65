#!/usr/bin/perl
# Requests joined and parted: what was said stays where people find it, and goes
# to nobody who took no part.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');

my ($first, $notice, $olgas) =
    $desk->opens($kari, 'Printer is silent', $anna, $olga);
$anna->answers($notice, 'Which printer is it?');
my $asked = $kari->gets(qr/^Re: Printer is silent/);
my ($second, $again, $olga2) =
    $desk->opens($kari, 'The HP of room 4', $anna, $olga);
my ($alien, $his) = $desk->opens($per, 'My contract', $anna, $olga);

# ---- what is ready to be joined is named
like($again->text, qr{Other open requests of Kari Nordmann:\s+- #$first Printer is silent \(/merge #$first\)},
    'the customer\'s other request, with the command that joins both');
unlike($again->text, qr/contract/, 'and nobody else\'s');

# ---- a note, and two people's requests
$olga->answers($olga2, "/note\n/watch\nSECRET-PRICE: she has not paid for the HP since May of last year.");
$anna->gets(qr/^#$second /, 'the note');
$anna->answers($his, "/merge #$first");
my $no = $anna->gets(qr/merge/, 'the requests of two customers are not joined');
like($no->text, qr{/link #$first}, 'she is told of /link');
is($desk->field($alien, 'status'), 'new', 'and nothing was done');

# ---- one customer's are
$anna->reads_all;
$olga->reads_all;
$anna->answers($again, "/merge #$first");
my $told = $olga->gets(qr/^#$first /, 'who watches is told');
my $mine = $anna->gets(qr/^#$first /, 'and so is Anna');
like($mine->text, qr/#$second is part of this request now/, 'of what it is');
like($mine->text, qr/The HP of room 4|SECRET-PRICE/, 'with its messages');
$desk->settled;
is(scalar(grep { $_->text =~ /part of this request now/ } $anna->letters), 1,
    'once');
$kari->gets_nothing('the customer hears nothing of it');
my $gone = $desk->ticket($second);
is($gone->{status},      'closed', 'the other one is closed');
is($gone->{merged_into}, $first,   'and says where it went');
my $whole = $desk->ticket($first);
is_deeply($whole->{merged}, [$second], 'which knows it');
is(scalar(grep { $_->{kind} eq 'article' } @{ $whole->{entries} }), 3,
    'and has all messages');

# ---- the old number leads on, and is not revived
$anna->reads_all;
my ($ack) = grep { $_->subject =~ /#$second-/ } $kari->letters;
$kari->answers($ack, 'It smokes now.');
my $news = $anna->gets(qr/^#$first /, 'an answer to the old request');
like($news->text, qr/It smokes now/, 'is one in the new');
is($desk->field($second, 'status'), 'closed', 'the old one stays closed');

# ---- whoever answers an older mail has not seen the other request
$olga->reads_all;
$olga->answers($olga2, "/reply\nPlease switch it off.");
my $held = $olga->gets(qr/^#$first /, 'Olga\'s answer to an older mail is held');
like($held->text, qr/on hold|wrote while/, 'for what she has not seen');
$kari->gets_nothing('and goes to nobody');
$olga->answers($held, '/drop');

# ---- the notes that came along stay inside
$anna->answers($news, "Switch it off.\nPlease do it at once, before it burns.");
my $reply = $kari->gets(qr/^Re: Printer is silent/, 'Anna\'s reply');
unlike($reply->{octets} . $reply->text . $reply->html, qr/SECRET|paid/,
    'has nothing of them');
like($reply->subject, qr/#$first-/, 'and goes on under the number that stayed');
$anna->reads_all;
$kari->answers($reply, 'Done.');
my $done = $anna->gets(qr/^#$first /);
$anna->answers($done, "By the way:\n\nshe has not paid for the HP since May of last year.");
$anna->gets(qr/^#$first /, 'words of the other request\'s note');
$kari->gets_nothing('are held');

# ---- and out again
$anna->reads_all;
$anna->answers($again, '/split');
my $out = $anna->gets(qr/took this out|The HP|Printer/, 'a request of its own');
my $third = $desk->number_in($out) // ($out->subject =~ /^#(\d+)/)[0];
ok($third != $first && $third != $second, "with a number of its own: $third");
like($out->text, qr/Linked: #$first Printer is silent \(this was part of it\)/,
    'linked to where it was');
$kari->answers($ack, 'Are you there?');
my $there = $anna->gets(qr/^#$third /, 'mail to what began it leads there');
like($there->text, qr/Are you there/, 'with its text');

# ---- links
$anna->reads_all;
$anna->answers($his, "/link #$first");
$desk->settled;
$anna->answers($his, '/show');
my $shown = $anna->gets(qr/^#$alien /, 'a linked one');
like($shown->text, qr/Linked: #$first Printer is silent/, 'says so');
$anna->answers($his, "/unlink #$first");
$desk->settled;
is_deeply($desk->ticket($alien)->{links}, [], 'until it is not');
$per->gets_nothing('customers learn nothing of links');

done_testing;
