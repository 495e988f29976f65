#!/usr/bin/perl
# A request, its acknowledgement, the operator's answer, and on and on.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $desk = Desk->start;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');
my $tom  = $desk->operator('tom');

# ---- Kari asks, with a screenshot
my $picture = "\x89PNG\r\n\x1a\n" . join '', map { chr($_ % 256) } 0 .. 5000;
my $request = $kari->writes(
    'support@example.org',
    'Får ikke logget inn',
    "Hei,\n\nsince this morning I get \"session expired\".\nBlåbær.\n",
    attach => { 'screenshot.png' => [ 'image/png', $picture ] }
);

my $ack = $kari->gets(qr/^Får ikke logget inn \[#\d+-\w{8}\]$/,
    'an acknowledgement with number and tag');
my $number = $desk->number_in($ack);
is($ack->address('From'), 'support@example.org', 'it comes from the desk');
like($ack->text, qr/#$number/, 'names the number');
like($ack->text, qr/Kari/,     'and her');
like($ack->raw('Auto-Submitted'), qr/^auto-replied/, 'is marked automatic');
is($ack->raw('In-Reply-To'), $request->message_id, 'answers her mail');
unlike($ack->text, qr/session expired/, 'without an echo of her text');

my $notice =
    $anna->gets(qr/^#$number Får ikke logget inn/, 'a notification');
is($notice->address('To'), 'anna@example.org', 'to her alone');
is($notice->raw('Cc'), undef, 'with nobody in Cc');
like($notice->from, qr/Kari Nordmann via /, 'it says whom it is from');
is($notice->address('From'),
    'support@example.org', 'under the desk\'s address');
like($notice->raw('Reply-To'), qr/support\+o-[a-z2-7]{32}\@example\.org/,
    'and has a capability to answer to');
like($notice->raw('Auto-Submitted'), qr/^auto-generated/, 'is automatic');
like($notice->raw('X-Auto-Response-Suppress'), qr/All/, 'for Outlook as well');
like($notice->text, qr/\A.*Your reply goes to kari\@example\.com/,
    'its first line says where an answer goes');
like($notice->text, qr/session expired/, 'it has the text');
like($notice->text, qr/Blåbær/,          'in all letters');
my %files = $notice->attachments;
is($files{'screenshot.png'}, $picture, 'and the screenshot, octet by octet');
$olga->gets(qr/^#$number /, 'the same, being of line 1');
$tom->gets_nothing('nothing, being of line 2');

# ---- Anna answers from her phone
$anna->answers($notice,
    "Hi Kari,\n\nplease clear the *cookies* of https://portal.example.org/ :\n"
        . "- open the menu\n- choose Forget\n");
my $reply = $kari->gets(qr/^Re: Får ikke/, 'the answer');
is($reply->subject, "Re: Får ikke logget inn "
        . ($ack->subject =~ /(\[#.*\])/)[0], 'subject with the same tag');
like($reply->from, qr/Anna Larsen/, 'in Anna\'s name');
is($reply->address('From'), 'support@example.org', 'from the desk\'s address');
is($reply->raw('Auto-Submitted'), undef, 'not marked automatic');
like($reply->text, qr/please clear the \*cookies\*/, 'with her text');
unlike($reply->text, qr/iPhone/, 'without her phone\'s signature');
unlike($reply->text, qr/Your reply goes to/, 'or the notification\'s frame');
unlike($reply->text . $reply->html . $reply->{octets},
    qr/\+[onhu]-[a-z2-7]{20}/i, 'and no capability anywhere in it');
like($reply->html, qr{<li[^>]*>.*open the menu}s, 'the list is a list in HTML');
my $id = $request->message_id;
like($reply->raw('References'), qr/\Q$id\E/, 'it refers to her request');
unlike($reply->raw('Return-Path') // '',
    qr/^<>$/, 'its return path is not null');
$desk->settled;
is($desk->field($number, 'holder'),
    'anna', 'the first answer takes the ticket');
unlike($desk->field($number, 'status'), qr/^new$/, 'which is new no longer');

# ---- Kari goes on, from another client that lost the tag
$kari->answers($reply, 'Thanks, that helped. But now the menu is in French.',
    subject => 'SV: innlogging');
my $more = $anna->gets(qr/^#$number Får ikke/, 'her answer');
like($more->text, qr/in French/, 'with what she wrote now');
like($more->text, qr/session expired|clear the/, 'and what was said before');
$olga->gets_nothing('nothing, since Anna holds the ticket');
$kari->gets_nothing('no second acknowledgement');

# ---- a client that copies our mail under the answer, with no mark at all
$desk->submit(
    Letter->compose(
        from => 'Kari Nordmann <kari@example.com>',
        to => 'support@example.org',
        subject => $reply->subject,
        in_reply_to => '<' . $reply->message_id . '>',
        text => "It works in French as well.\n\n"
            . "Hi Kari, please clear the *cookies* of "
            . "https://portal.example.org/ : - open the menu - choose Forget\n"),
    from => 'kari@example.com', to => ['support@example.org']);
my $copied = $anna->gets(qr/^#$number /, 'an answer above an unmarked copy');
my ($said) = $copied->text =~ /wrote on [^\n]*\n(.*?)Before that/s;
like($said,   qr/works in French/, 'with what she wrote');
unlike($said, qr/clear the/,       'and not what we had sent her');

# ---- by the tag alone: a fresh letter, no references
$kari->writes('support@example.org', $ack->subject, 'And the clock is wrong.');
$anna->gets(qr/^#$number /, 'what was sent with nothing but the tag');

# ---- the same subject alone is a new matter
$kari->writes('support@example.org', 'Får ikke logget inn', 'Again, at home.');
my $second = $kari->gets(qr/\[#(?!$number-)\d+/, 'a new number');
isnt($desk->number_in($second), $number, 'for a letter with no tie to it');

# ---- the ticket's history
my @texts = $desk->texts($number, 'article');
is(scalar @texts, 5, 'ticket show has all five articles, in order');
like($texts[1], qr/cookies/, 'the second of which is Anna\'s');
my ($code, $out) = $desk->postern('ticket', 'show', $number);
is($code, 0, 'ticket show works for people');
like($out, qr/cookies.*French.*clock is wrong/s, 'and tells it in order');
($code, $out) = $desk->postern('why', "#$number");
like($out, qr/new ticket #$number/, 'postern why knows the fate');

done_testing();
