#!/usr/bin/perl
# The form of a queue by mail: asked for, filled in as mail programs do, half
# filled, wrong, and who gets none.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $desk = Desk->start(
    config => {
        'queue support' => { undo => '1s', ack_per_hour => 20 },
        'field order'   => {
            title   => 'Order number', 'title.nb' => 'Ordrenummer',
            pattern => '[A-Z]-[0-9]+', hint       => 'as in A-17',
            public  => 'yes',          form       => 'required' },
        'field size' => {
            title   => 'Size',         type   => 'choice',
            choices => 'small; large', public => 'yes' } });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $form = 'support+form@example.org';

sub asks {
    my ($who) = @_;
    $who->writes($form, 'Form, please', '');
    return $who->gets(qr/^Form: /, 'the form');
}
# Writes into the lines of what is quoted, as a reader does
sub filled {
    my ($letter, %values) = @_;
    my $text = $letter->quoted;
    $text =~ s/(\Q$_\E:\*?) \[\s*[^\]\n]*\]/$1 [ $values{$_} ]/ for keys %values;
    return $text;
}

# ---- asked for, and filled in
my $mail = asks($kari);
is($mail->address('Reply-To'), $form, 'goes back to the form');
is($mail->raw('Auto-Submitted'), 'auto-replied', 'says that it is automatic');
like($mail->text, qr/\*Order number:\* \[\s+\]\n\(needed: as in A-17\)/,
    'asks with a hint');
like($mail->html, qr/Order number:/, 'as HTML too');
$anna->gets_nothing('about that');
$kari->answers($mail, filled($mail,
    'Order number'     => 'A-17',
    'What it is about' => 'incident',
    'In short'         => 'A dark lamp',
    'Your message'     => "It is dark.\n> Very dark."), quote => 0);
my $notice = $anna->gets(qr/^#\d+ A dark lamp/, 'one request');
my $number = $desk->number_in($notice);
my $ticket = $desk->ticket($number);
is($ticket->{fields}{order}, 'A-17',     'with the field');
is($ticket->{wishes}{type},  'incident', 'and the type that is wished');
is($ticket->{source},        'form',     'by the form');
like(($desk->texts($number, 'article'))[0],
    
    qr/^What it is about: incident\nOrder number: A-17\n\nIt is dark\.\nVery dark\.\n?\z/, 'as its text');
like($notice->text, qr/^Source: form$/m, 'as the operator reads');
my $ack = $kari->gets(qr/A dark lamp \[#$number-/, 'an acknowledgement');
like($ack->text, qr/how we understood the form.*Order number: A-17/s,
    'says what was understood');
$anna->reads_all;

# ---- above the quote, without a bracket
$mail = asks($kari);
$kari->answers($mail, "Order number: B-18\nSize: large\n\nIt is bright.");
$notice = $anna->gets(qr/^#\d+ It is bright/, 'another');
$ticket = $desk->ticket($desk->number_in($notice));
is($ticket->{fields}{order}, 'B-18',  'by what was typed above');
is($ticket->{fields}{size},  'large', 'a choice, too');
$kari->gets(qr/It is bright\. \[#/);
$anna->reads_all;

# ---- half, and wrong: asked about, with what was filled in
$mail = asks($kari);
$kari->answers($mail, filled($mail, Size => 'small', 'Order number' => '17'),
    quote => 0);
my $again = $kari->gets(qr/^Something is missing/, 'what is missing');
like($again->text, qr/size:\* \[ small \]/i, 'keeps what was right');
like($again->text,
    qr/Order number:\* \[ 17 \]\n\(please correct this: as in A-17\)/,
    'says what would be');
like($again->text, qr/Your message:\* \[\s*\]\n\(still needed/, 'and what is missing');
$anna->gets_nothing('yet');
$kari->answers($again, filled($again, 'Order number' => 'C-19',
    'Your message' => 'Now all is there.'), quote => 0);
$notice = $anna->gets(qr/^#\d+ Now all is there/, 'the request then');
$ticket = $desk->ticket($desk->number_in($notice));
is_deeply($ticket->{fields}, { order => 'C-19', size => 'small' },
    'with all of it');
$kari->gets(qr/Now all is there\. \[#/);
$anna->reads_all;

# ---- words without a field are a message, and so is a whole request
$mail = asks($per);
$per->answers($mail, 'Just call me, please.');
$notice = $anna->gets(qr/^#\d+ Form: /, 'a message without a field');
like($notice->text, qr/Just call me/, 'is a request like others');
$per->reads_all;
$per->writes($form, 'A long story', 'It began in spring. ' x 20);
$anna->gets(qr/^#\d+ A long story/, 'nor is a whole request lost');
$anna->reads_all;
$per->reads_all;

# ---- no machine gets one
$per->writes($form, 'Automatic', 'x', headers => [ 'Auto-Submitted' => 'auto-replied' ]);
$per->writes($form, 'Bulk', 'x', headers => [ Precedence => 'bulk' ]);
$per->writes($form, 'Nobody', 'x', envelope_from => '');
$desk->settled;
is(scalar(grep { $_->subject =~ /^Form:/ } $per->unread), 0,
    'no machine gets a form');
done_testing;
