"""Words that are written together and apart: a text that has the one is found by the other."""

PAIRS = tuple(
    tuple(pair.split("-"))
    for pair in """
    add-in add-on auto-complete auto-fill auto-reply auto-save auto-start back-end back-up bar-code
    black-list call-back check-box check-in check-list check-out clean-up cut-over dash-board data-base
    data-center data-centre data-set desk-top dial-in double-click down-load drop-down e-mail e-sign end-point
    fire-wall follow-up front-end full-screen hand-over hand-set head-phone head-set help-desk home-page
    host-name hot-desk hot-fix hot-key hot-spot in-box in-line key-board key-word lap-top lock-out log-in
    log-off log-on log-out look-up mail-box mail-merge mark-up name-space note-book note-pad off-boarding
    off-line on-boarding on-line on-site open-source over-write pass-code pass-key pass-phrase pass-word
    pay-roll pay-slip phone-book pick-up play-back plug-in pop-up print-out quick-start re-boot re-install
    re-start road-map roll-back roll-out run-book run-time screen-saver screen-shot scroll-bar set-up
    share-point short-cut shut-down side-bar sign-in sign-off sign-on sign-out sign-up smart-card smart-phone
    soft-phone spread-sheet stand-by start-up sub-domain sub-folder sub-net switch-over take-over task-bar
    time-line time-out time-sheet time-stamp time-table time-zone tool-bar tool-tip touch-pad touch-screen
    track-pad trouble-shoot un-install up-load up-time user-name voice-mail wall-paper web-cam web-mail
    web-page web-site white-board white-list wi-fi work-around work-book work-flow work-group work-sheet
    work-space work-station
    """.split()
)
"""(first, second) words of English; what they make together is the two joined."""
