#!/usr/bin/perl
# What an operator's answer carries is known word by word: what she was shown is
# cut, what she wrote goes, and what must not leave is asked about.
use strict;
use warnings;
use Desk;
use Letter;
use Test::More;

my $desk = Desk->start;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna', phone => undef);
my $olga = $desk->operator('olga', phone => undef);
$desk->operator('tom');

# A ticket in which Olga left a note, and Kari's question after it
sub asked {
    my ($subject) = @_;
    my ($number, $first) = $desk->opens($kari, $subject, $olga);
    $olga->answers($first, "/note\nSECRET the $subject was never paid for, says "
            . 'her bank', quote => 0);
    my ($ack) = grep { $_->subject =~ /\[#$number-/ } $kari->letters;
    $desk->settled;
    $kari->answers($ack, "When does it come?\n\nAnd what does it cost?",
        quote => 0);
    my $notice = $anna->gets(sub {
        $_[0]->subject =~ /^#$number / && $_[0]->text =~ /what does it cost/ });
    $desk->settled;
    $_->reads_all for $kari, $anna, $olga;
    return ($number, $notice);
}

# Lines of the notification as a client quotes them, with answers between
sub quoted {
    my ($notice, $mark, %answers) = @_;
    my $text = '';
    for my $line (split /\n/, $notice->text) {
        $text .= $mark . $line . "\n";
        for my $after (keys %answers) {
            $text .= "\n$answers{$after}\n\n" if $line =~ /\Q$after\E/;
        }
    }
    return $text;
}

# ---- between the lines of a block without marks
{
    my ($number, $notice) = asked('barrier');
    like($notice->text, qr/SECRET the barrier/, 'Anna is shown the note');
    like($notice->html, qr/<td bgcolor="#[0-9a-f]{6}" class="en"[^>]*>\s*<p[^>]*>Olga Berg added an internal note[^<]*hidden/,
        'on a ground of its own');
    $anna->answers($notice, "See below.\n\n-----Original Message-----\n"
            . 'From: Kari Nordmann via Example Support <support@example.org>'
            . "\nSent: Monday\nTo: Anna\nSubject: x\n\n"
            . quoted($notice, '', 'When does it come?' => 'On Monday.'),
        quote => 0);
    my $reply = $kari->gets(qr/^Re: barrier/, 'an answer');
    like($reply->text, qr/\ASee below\.\s+> When does it come\?\s+On Monday\./,
        'her question, and the answer below it');
    unlike($reply->{octets} . $reply->text . $reply->html,
        qr/SECRET|never paid|internal|Original|\bSent:/,
        'and nothing else of the notification');

    # ---- what was cut is there
    $anna->answers($notice, '/show full', quote => 0);
    my $full = $anna->gets(sub { $_[0]->text =~ /Cut from it/ },
        'the request in full');
    like($full->text, qr/> Your reply goes to kari/, 'with what was cut');
}

# ---- below a note's line
{
    my ($number, $notice) = asked('lamp');
    $anna->answers($notice, quoted($notice, 'KN> ',
            'SECRET the lamp' => 'Then we wait for her bank.'), quote => 0);
    my $held = $anna->gets(qr/on hold/, 'word that it waits');
    like($held->text, qr/answers a line of Olga.*internal note/,
        'because it answers a note');
    like($held->text, qr/> .*SECRET the lamp was never paid for/,
        'whose words stand there');
    $kari->gets_nothing('nothing');
    $anna->answers($held, '/note', quote => 1);
    $desk->settled;
    ok(scalar(grep { /Then we wait/ } $desk->texts($number, 'note')),
        '/note files it');
    $kari->gets_nothing('still nothing');
}

# ---- in her own words
{
    my ($number, $notice) = asked('gate');
    $anna->answers($notice,
        'Dear Kari, it was never paid for, says her bank.');
    my $held = $anna->gets(qr/on hold: it contains words of an internal note/,
        'word that a note\'s words are in it');
    $kari->gets_nothing('nothing');
    $anna->answers($held, '/send');
    my $reply = $kari->gets(qr/^Re: gate/, 'the reply, once Anna says so');
    like($reply->text, qr/never paid for, says her bank/, 'as it was');
    my ($code, $out) = $desk->postern('ticket', 'show', $number);
    like($out, qr/sent a reply with words of an internal note/,
        'and that is on record');
}

# ---- what looks like a command
{
    my ($number, $notice) = asked('sign');
    $anna->answers($notice, "*/note*\n\nShe owes us.", quote => 0);
    my $held = $anna->gets(qr/on hold/, 'a question');
    like($held->text, qr{\*/note\*}, 'about the line');
    $kari->gets_nothing('nothing of it');
}

# ---- our own mail as a file, and one of hers
{
    my ($number, $notice) = asked('card');
    $anna->answers($notice, 'See the list.', quote => 0, attach => {
            'before.eml' => [ 'application/octet-stream', $notice->{octets} ],
            'list.txt'   => [ 'text/plain',               "Card: 5\n" ] });
    my $reply = $kari->gets(qr/^Re: card/, 'a reply');
    my %file = $reply->attachments;
    is(join(' ', sort keys %file), 'list.txt',
        'with her file, and without ours');
    unlike($reply->{octets}, qr/before\.eml/, 'not even its name');
    my ($code, $out) = $desk->postern('ticket', 'show', $number);
    like($out, qr/left out before\.eml/, 'which is on record');
}

# ---- a customer's answers between our lines
{
    my ($number, $notice) = asked('door');
    $anna->answers($notice, "Which lamp is lit?\n\nDoes it blink?", quote => 0);
    my $reply = $kari->gets(qr/^Re: door/);
    $anna->reads_all;
    $kari->answers($reply, "Here:\n\nFrom: Anna Larsen via Example Support "
            . "<support\@example.org>\nSent: Monday\nTo: Kari\nSubject: x\n\n"
            . quoted($reply, '', 'Which lamp is lit?' => 'The yellow one.'),
        quote => 0);
    my $told = $anna->gets(sub { $_[0]->text =~ /The yellow one/ },
        'what Kari wrote into our mail');
    like($told->text, qr/> Which lamp is lit\?/, 'with the question');
    like($told->text, qr{\d+ quoted lines cut: /show #$number full},
        'and how much was cut');
}

ok(!grep({ $_->{octets} =~ /SECRET/ } $kari->letters),
    'in all of Kari\'s mailbox there is not one secret word');

done_testing();
