#!/usr/bin/perl
# What comes by a web form, a shop, a telephone and a chat: by mail with a proof,
# and by `postern deliver --source`. A form speaks for whom it names, and whoever
# fills it in sees nothing of him.
use strict;
use warnings;
use utf8;
use Cwd ();
use Desk;
use JSON::PP ();
use MIME::Base64 qw(encode_base64);
use Test::More;

my $desk = Desk->start(
    users  => ['webform@example.org'],
    config => {
        site             => { calling_code => '47' },
        'queue support'  => { undo => '1s' },
        'field order'    => {
            title => 'Order number', pattern => '[A-Z]-[0-9]+', public => 'yes' },
        'source web' => {
            title         => 'web form',
            'title.nb'    => 'nettskjema',
            sasl_login    => 'webform@example.org',
            customer      => 'field email',
            customer_name => 'field Name',
            'field.email' => 'E-?mail:\\\\s*(.+)' },
        'source shop'  => { title => 'shop', confirmed => 'yes' },
        'source phone' => { title => 'telephone' } });
my $kari    = $desk->customer('Kari Nordmann <kari@example.com>');
my $mallory = $desk->customer('Mallory <mallory@example.net>');
my $anna    = $desk->operator('anna');
my $json    = JSON::PP->new->utf8->canonical;

sub deliver {
    my ($source, $said) = @_;
    my $text = ref $said ? $json->encode($said) : $said;
    return $desk->postern(\$text, 'deliver', '--source', $source);
}

# ---- a web form, by mail with a login of its own
sub form {
    my ($text, %more) = @_;
    my $octets = Letter->compose(
        from    => 'Web <webform@example.org>',
        to      => 'support@example.org',
        subject => $more{subject} // 'Form: Where is it?',
        text    => $text
    );
    $desk->submit(
        $octets,
        from => 'webform@example.org',
        to   => ['support@example.org'],
        ($more{login} // 1)
        ? (user => 'webform@example.org', password => 'secret') : ()
    );
    return;
}
form("Name: Kari Nordmann\nE-Mail: kari\@example.com\nOrder number: A-17\n\n"
        . "Where is it? SECRET-WORDS\n");
my $notice = $anna->gets(qr/^#\d+ Form: Where/, 'a notification');
my $number = $desk->number_in($notice);
my $ticket = $desk->ticket($number);
is($ticket->{customer},      'kari@example.com', 'of whom the form names');
is($ticket->{customer_name}, 'Kari Nordmann',    'with his name');
is($ticket->{source},        'web',              'by the form');
ok(!$ticket->{authenticated}, 'whom nobody has proved');
is($ticket->{fields}{order}, 'A-17', 'with its field');
like($notice->text,
    qr/^Source: web form\. Nobody has proved who the customer is$/m,
    'which the operator reads');
my $ack = $kari->gets(qr/\[#$number-/, 'an acknowledgement');
unlike($ack->text . $ack->subject, qr/SECRET-WORDS|A-17|Where is it/,
    'without an echo');
$anna->answers($notice, 'It is on its way.');
my $reply = $kari->gets(qr/^Re: Form: Where/, 'the reply');
$kari->answers($reply, 'Thanks, but where?');
$anna->gets(qr/^#$number /, 'and goes on as any request');
$anna->reads_all;

# ---- the same without the login is an ordinary message
form("Name: Kari Nordmann\nE-Mail: kari\@example.com\n\nOrdinary.\n",
    login => 0, subject => 'Without login');
$notice = $anna->gets(qr/^#\d+ Without login/);
$ticket = $desk->ticket($desk->number_in($notice));
is($ticket->{customer}, 'webform@example.org', 'of who sent it');
is($ticket->{source},   undef,                 'by no source');
unlike($notice->text, qr/Source:/, 'and nothing says so');
$kari->gets_nothing('who was only named');
$anna->reads_all;

# ---- whoever fills in another's address learns nothing of him, and does nothing
my ($tag) = $ack->subject =~ /(\[#$number-\w+\])/;
form("Name: Mallory\nE-Mail: kari\@example.com\n\n/list\n/show #$number\n/close\n",
    subject => "Form: $tag");
$notice = $anna->gets(qr/^#\d+ /, 'a notification');
isnt($desk->number_in($notice), $number, 'a request of its own');
ok($desk->field($number, 'open'), 'it is not closed');
$mallory->gets_nothing('for Mallory');
$kari->reads_all;
$anna->reads_all;
form("E-Mail: webform\@example.org\n\nTo myself.\n", subject => 'Loop');
$notice = $anna->gets(qr/^#\d+ Loop/);
is($desk->ticket($desk->number_in($notice))->{customer},
    '', 'the form is no customer of its own');
like(
    ($desk->postern('why', '#' . $desk->number_in($notice)))[1],
    qr/webform\@example\.org is the address of a program/,
    'why says so');
$anna->reads_all;

# ---- a shop whose customers have logged in, and JSON
my %order = (
    id      => 'order-17',
    from    => { address => 'Per@Example.com', name => 'Per Hansen' },
    subject => 'Broken lamp',
    text    => "The lamp is broken.\nPlease help.",
    fields  => { 'Order number' => 'B-18', colour => 'blå' },
    attachments => [ { name => 'lamp.txt', type => 'text/plain',
                       base64 => encode_base64('broken') } ]);
is((deliver('shop', \%order))[0], 0, 'JSON is taken');
my $per = $desk->customer('Per Hansen <per@example.com>');
$notice = $anna->gets(qr/^#\d+ Broken lamp/);
$number = $desk->number_in($notice);
$ticket = $desk->ticket($number);
is($ticket->{customer},      'per@example.com', 'of its customer');
ok($ticket->{authenticated}, 'whom the shop knows');
is($ticket->{fields}{order}, 'B-18', 'with its field');
like($notice->text, qr/colour: blå.*The lamp is broken/s,
    'what is no field stays in the text');
like($notice->text, qr/^Source: shop$/m, 'and it is the shop\'s');
is(($notice->attachments)[0] ? 1 : 0, 1, 'with its file');
$per->gets(qr/Broken lamp \[#$number-/, 'an acknowledgement with its words');
$order{text} = 'The same once more.';
is((deliver('shop', \%order))[0], 0, 'once more under its id');
$desk->settled;
is(scalar(grep { $_->{subject} eq 'Broken lamp' } $desk->tickets), 1,
    'is the same');
for my $row (
    [ 'HTML alone', { html => '<p>It is <b>dark</b> &amp; cold.</p>' } ],
    [ 'HTML beside text', { html => '<p>It is <b>dark</b> &amp; cold.</p>',
                            text => 'It is dark & cold.' } ]) {
    my ($name, $said) = @$row;
    is((deliver('shop', { from => { address => 'per@example.com' }, %$said,
        subject => $name, fields => { 'Order number' => 'E-21' } }))[0],
        0, $name);
    my $told = $anna->gets(qr/^#\d+ \Q$name\E \[/, 'a notification');
    my ($text) = $desk->texts($desk->number_in($told), 'article');
    like($text =~ s/\*//gr, qr/\AOrder number: E-21\s+It is dark & cold\.\s*\z/,
        'and each of its words once');
}
my ($code, $out, $err) = deliver('shop', { %order, form => 1 });
is($code, 65, 'an unknown member is refused');
like($err, qr/"form" is no member that is known/, 'and named');
is((deliver('shop', '{"text":'))[0], 65, 'broken JSON too');
is((deliver('nothing', \%order))[0], 78, 'and a source that there is not');
$anna->reads_all;

# ---- a message by deliver
my $mail = Letter->compose(
    from    => 'Shop <shop@example.net>',
    to      => 'support@example.org',
    subject => 'Return',
    text    => "I want to return it.\n",
    headers => [ 'Reply-To' => 'Per Hansen <per@example.com>' ]);
is((deliver('shop', $mail))[0], 0, 'a message is taken');
$notice = $anna->gets(qr/^#\d+ Return/);
is($desk->ticket($desk->number_in($notice))->{customer},
    'per@example.com', 'of Reply-To');
$anna->reads_all;

# ---- explain says what would become of it
open my $file, '>:raw', "$desk->{dir}/form.eml" or die $!;
print $file Letter->compose(
    from    => 'Web <webform@example.org>',
    to      => 'support@example.org',
    subject => 'Why',
    text    => "Name: Kari\nE-Mail: kari\@example.com\nOrder number: D-20\n");
close $file;
my ($why) = $desk->json('explain', '--login', 'webform@example.org',
    "$desk->{dir}/form.eml");
is($why->{trust}{source}{name},     'web',              'explain knows the source');
is($why->{trust}{source}{customer}, 'kari@example.com', 'and its customer');
is($why->{trust}{source}{fields}{email}, 'kari@example.com', 'what was captured');
($why) = $desk->json('explain', "$desk->{dir}/form.eml");
is($why->{trust}{source}{name}, undef, 'none without the proof');
($why) = $desk->json('explain', '--source', 'shop', "$desk->{dir}/form.eml");
is($why->{trust}{source}{name}, 'shop', 'as by deliver');

# ---- a telephone, and a chat
is((deliver('phone', { from => { phone => '22 33 44 55', name => 'Tore' },
                       text => 'Please call back.' }))[0], 0, 'a call');
$notice = $anna->gets(qr/^#\d+ Please call back/);
$number = $desk->number_in($notice);
is($desk->field($number, 'customer'), 'tel:+4722334455', 'of its number');
like($notice->text, qr/\+4722334455 \(by telephone\)/, 'that is answered');
$anna->answers($notice, 'We have found it.');
like($anna->gets(qr/^#$number /, 'a mail with what to say')->text,
    qr/Call \+4722334455 \(Tore\)/, 'by telephone');
is(($desk->postern('person', 'add', 'kari@example.com tel:+4799887766',
    'name=Kari Nordmann'))[0], 0, 'a person with a telephone');
is((deliver('phone', { from => { phone => '99 88 77 66' },
                       text => 'It is me.' }))[0], 0, 'who calls');
$notice = $anna->gets(qr/^#\d+ It is me/);
$ticket = $desk->ticket($desk->number_in($notice));
is($ticket->{customer},      'tel:+4799887766', 'is the number');
is($ticket->{customer_name}, 'Kari Nordmann',   'and is known by name');
is((deliver('phone', { from => { chat => 'telegram:@Kari' }, text => 'Hi there.' }))[0],
    0, 'a chat');
$notice = $anna->gets(qr/^#\d+ Hi there/);
$number = $desk->number_in($notice);
like($notice->text, qr/telegram:\@kari \(by chat\)/, 'with its name there');
$anna->answers($notice, 'Hello.');
like($anna->gets(qr/^#$number /, 'a mail with what to write')->text,
    qr/Write this to telegram:\@kari in the chat/, 'in the chat');
$anna->reads_all;

# ---- the example: a web server runs its script
my $root = Cwd::abs_path(__FILE__ =~ s{[^/]+$}{../../examples}r);
sub cgi {
    my ($body, %env) = @_;
    my $program = Cwd::abs_path($ENV{POSTERN} // './postern');
    local %ENV = (
        %ENV,
        REQUEST_METHOD  => 'POST',
        CONTENT_TYPE    => 'application/x-www-form-urlencoded',
        CONTENT_LENGTH  => length $body,
        POSTERN_DELIVER => "$program --config "
            . $desk->config_file . ' deliver --source web',
        %env);
    return ($desk->capture(\$body, "$root/webform/webform"))[1];
}
my $filled = 'name=Kari+Nordmann&email=kari%40example.com&order=C-19'
    . '&type=question&subject=Bl%C3%A5+l%C3%A5s&text=One%0D%0ATwo&website=';
like(cgi($filled), qr/^Status: 200 OK\r\n.*Thank you/s, 'the form is taken');
$notice = $anna->gets(qr/^#\d+ Blå lås/, 'a notification');
$ticket = $desk->ticket($desk->number_in($notice));
is($ticket->{customer},      'kari@example.com', 'of who filled it in');
is($ticket->{fields}{order}, 'C-19',             'with its field');
is($ticket->{source},        'web',              'by the form');
like($notice->text, qr/One\n\s*Two/, 'and its words');
like(cgi('email=nobody&text=x'), qr/^Status: 400 .*mail address/s,
    'what is no address is said');
like(cgi("$filled" . 'spam'), qr/^Status: 200 OK/, 'a program is thanked');
like(cgi('', REQUEST_METHOD => 'GET'), qr/^Status: 405/, 'a GET is not');
$desk->settled;
is(scalar(grep { $_->{subject} eq 'Blå lås' } $desk->tickets), 1,
    'and only one came');
done_testing;
