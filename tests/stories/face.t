#!/usr/bin/perl
# HTML mail: links that fill a command in, a picture in place, and what comes back
# of it from clients that quote HTML.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $desk = Desk->start;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');

# Where a link of the mail leads: address, subject, body (RFC 6068).
sub link_of {
    my ($letter, $label) = @_;
    my ($href) = $letter->html =~ m{<a href="(mailto:[^"]*)"[^>]*>\Q$label\E</a>}
        or return;
    $href =~ s/&amp;/&/g;
    my ($to, $subject, $body) =
        $href =~ /^mailto:([^?]*)\?subject=([^&]*)&body=(.*)$/s;
    s/%([0-9A-F]{2})/chr hex $1/ge for $to, $subject, $body;
    $body =~ s/\r\n/\n/g;
    return ($to, $subject, $body);
}

# Follows it: her client writes a fresh message, without references.
sub follows {
    my ($person, $letter, $label, $text) = @_;
    my ($to, $subject, $body) = link_of($letter, $label);
    ok($to, "there is a link: $label") or return;
    $person->writes($to, $subject, $body . ($text // ''));
    $desk->settled;
    return;
}

# ---- a message with a picture in it
my $png = "\x89PNG\r\n\x1a\n" . pack('NA4NNC5', 13, 'IHDR', 1600, 900, 8, 0, 0, 0, 0);
$kari->writes(
    'support@example.org',
    'The map',
    'This message is in HTML.',
    html => '<p>Hello,<br>see <b>here</b>.</p><img src="cid:map@kari">'
        . '<p>%strip inside</p><p>Your reply stays internal.</p>'
        . '<img src="https://track.example.net/x.gif" width=1 height=1>'
        . '<a href="javascript:alert(1)">a link</a><script>alert(2)</script>',
    attach => { 'map.png' => [ 'image/png', $png, 'map@kari' ] });
my $ack    = $kari->gets(qr/The map/, 'her number');
my $number = $desk->number_in($ack);
my $notice = $anna->gets(qr/^#$number /, 'the message');
$olga->gets(qr/^#$number /, 'the same');
my $html = $notice->html;
like($html, qr/<td bgcolor="[^"]*" class="sr"[^>]*>\s*Your reply goes to/,
    'a strip says where an answer goes');
is(() = $html =~ /class="s[rinh]"/g, 1, 'which no customer can make');
like($html, qr/see <b>here<\/b>/, 'bold is kept');
like($html, qr/<img src="cid:map\@kari" alt="map.png" width="600"/,
    'her picture stands in place, shrunk');
unlike($html, qr/track\.example|<script|href="javascript|src="http/,
    'nothing from outside, no script');
unlike($notice->text, qr/%action|%end|\x{FDD4}/, 'and no mark in the text');

# ---- what her links do
follows($anna, $notice, 'Take it');
is($desk->ticket($number)->{holder}, 'anna', 'she has it');
follows($anna, $notice, 'Add an internal note', "Ask Tom about SECRET tiles.\n");
my $told = $desk->ticket($number);
like(
    (join "\n", map { $_->{text} // '' } @{ $told->{entries} }),
    qr/SECRET tiles/,
    'the note is in the request'
);
$kari->gets_nothing('and not with Kari');

# ---- she answers, and her client quotes the HTML as HTML
$kari->writes('support@example.org', $ack->subject, 'And where is the key?',
    in_reply_to => $ack->message_id);
my $news = $anna->gets(qr/^#$number /, 'what Kari adds');
like($news->html, qr/class="en".*hidden.*SECRET/s, 'with the note on its ground');
my ($inner) = $news->html =~ m{<body>(.*)</body>}s;
$anna->answers(
    $news, "The key is below the map.\n\nOn Monday, Kari wrote:\n> ...",
    quote => 0,
    html  => '<div dir="ltr">The key is below the map.</div><br>'
        . '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, '
        . '23 Nov 2026 at 11:03, Kari Nordmann via Example Support &lt;'
        . '<a href="mailto:support@example.org">support@example.org</a>&gt; wrote:'
        . '<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">'
        . "$inner</blockquote></div>");
my $reply = $kari->gets(qr/^Re: The map/, 'her answer');
my $all = $reply->text . $reply->html . $reply->{octets};
like($reply->text, qr/The key is below the map\./, 'what she wrote');
unlike($all, qr/SECRET|Take it|internal note|goes to kari|support(?:\+|%2B)o-/,
    'and nothing of the frame, its links or the note');

# ---- the same from a client that makes text of it, cells in lines of their own
$kari->answers($reply, 'There is none.', quote => 0);
$news = $anna->gets(qr/^#$number /, 'Kari once more');
my $plain = $news->html;
$plain =~ s/^.*<body>//s;
$plain =~ s/\n/ /g;
$plain =~ s{<a href="mailto:([^"]*)"[^>]*>(.*?)</a>}{$2 <$1>}gs;
$plain =~ s/<([^<>\s]+\?subject[^<>\s]*)>/\x01$1\x02/g;
$plain =~ s{<br>|</td>|</p>|</li>|</h2>}{\n}g;
$plain =~ s/<[^>]*>//g;
$plain =~ s/&lt;/</g;
$plain =~ s/&gt;/>/g;
$plain =~ s/&quot;/"/g;
$plain =~ s/&amp;/&/g;
$plain =~ tr/\x01\x02/<>/;
$plain = join "\n", map { "> $_" } map { s/^\s+|\s+$//gr } split /\n/, $plain;
$anna->answers($news,
    "Then look behind it.\n\nOn Mon, 23 Nov 2026 at 12:03, Kari Nordmann via "
        . "Example Support <support\@example.org> wrote:\n\n$plain\n",
    quote => 0);
$reply = $kari->gets(qr/^Re: The map/, 'the second answer');
$all = $reply->text . $reply->html . $reply->{octets};
like($reply->text, qr/Then look behind it\./, 'what she wrote');
unlike($all, qr/SECRET|Take it|internal note|goes to kari|support(?:\+|%2B)o-/,
    'and nothing else of hers');

# ---- all that was said of it in the log
unlike($desk->log_text, qr/support(?:\+|%2B)o-[a-z2-7]{32}/, 'no secret address in the log');

# ---- closed by a link
follows($anna, $news, 'Close it');
is($desk->ticket($number)->{status}, 'resolved', 'closed by a link');

done_testing();
